import SansIO

/// The request methods this server knows (RFC 9110 section 9, RFC 5789).
public enum HTTPMethod: String, Hashable, Sendable, CaseIterable {
  /// Fetch.
  case get = "GET"
  /// Fetch, but only the head of the answer.
  case head = "HEAD"
  /// Process the body.
  case post = "POST"
  /// Replace.
  case put = "PUT"
  /// Change a part.
  case patch = "PATCH"
  /// Remove.
  case delete = "DELETE"
  /// Ask what is allowed.
  case options = "OPTIONS"

  /// The method of this exact name, which is case-sensitive; `nil` for any other.
  init?(named name: RawSpan) {
    guard let method = HTTPMethod.allCases.first(where: { name.equals($0.rawValue) }) else {
      return nil
    }
    self = method
  }
}
