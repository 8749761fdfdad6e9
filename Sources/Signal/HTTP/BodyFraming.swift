/// How the end of a request's body is found (RFC 9112 section 6).
public enum BodyFraming: Hashable, Sendable {
  /// There is no body.
  case none
  /// So many bytes.
  case length(Int)
  /// Chunks (RFC 9112 section 7.1).
  case chunked
}
