import SansIO

/// Which pages may use a service (RFC 6455 section 10.2).
///
/// Browsers tell where a page comes from and pages cannot lie about it; other programs can say
/// anything or nothing, so this protects users of browsers and nothing else.
public struct OriginPolicy: Hashable, Sendable {
  /// One entry of the list.
  public enum Pattern: Hashable, Sendable {
    /// Any origin.
    case any
    /// An origin whose host and port are those the request is for.
    case sameHost
    /// This origin, in lower case and as browsers write it: `https://example.org`, with a port only
    /// if it is not the usual one.
    case origin(String)
    /// This scheme and host, whatever the port: `http://localhost`.
    case anyPort(String)
    /// Every host below this one: `https://` and `.example.org`.
    case subdomains(scheme: String, suffix: String)

    /// Parses `*`, `same`, `https://example.org:8443`, `https://*.example.org` or
    /// `http://localhost:*`.
    public init?(_ text: String) {
      let text = text.lowercased()
      switch text {
      case "*":
        self = .any
        return
      case "same":
        self = .sameHost
        return
      default: break
      }
      guard let end = text.firstRange(of: "://") else { return nil }
      let scheme = String(text[..<end.upperBound])
      let host = text[end.upperBound...]
      guard end.lowerBound > text.startIndex, !host.isEmpty, !host.contains("/") else {
        return nil
      }
      if host.hasSuffix(":*"), !host.dropLast(2).contains("*"), host.utf8.count > 2 {
        self = .anyPort(String(text.dropLast(2)))
      } else if host.hasPrefix("*.") {
        guard host.utf8.count > 2, !host.dropFirst().contains("*") else { return nil }
        self = .subdomains(scheme: scheme, suffix: String(host.dropFirst()))
      } else {
        guard !host.contains("*") else { return nil }
        self = .origin(text)
      }
    }
  }

  /// What is allowed.
  public var patterns: [Pattern]
  /// Whether a request without an origin is: programs that are no browsers send none.
  public var allowsMissing: Bool

  /// Describes a policy: by default our own pages, and programs.
  public init(_ patterns: [Pattern] = [.sameHost], allowsMissing: Bool = true) {
    self.patterns = patterns
    self.allowsMissing = allowsMissing
  }

  /// Lets everybody in.
  public static let open = OriginPolicy([.any])

  /// Whether a request may go on. More than one Origin is never right.
  public func allows(_ head: borrowing RequestHead) -> Bool {
    switch head.count(of: "origin") {
    case 0: return allowsMissing
    case 1:
      guard let origin = head.first("origin")?.text?.lowercased(), let host = head.host.text
      else { return false }
      return patterns.contains { Self.matches($0, origin, host: host.lowercased()) }
    default: return false
    }
  }

  private static func matches(_ pattern: Pattern, _ origin: String, host: String) -> Bool {
    switch pattern {
    case .any: true
    case .sameHost: origin == "https://" + host || origin == "http://" + host
    case .origin(let text): origin == text
    case .anyPort(let text):
      origin == text
        || origin.hasPrefix(text + ":")
          && origin.dropFirst(text.count + 1).utf8.allSatisfy { (0x30...0x39).contains($0) }
    case .subdomains(let scheme, let suffix):
      origin.hasPrefix(scheme) && origin.hasSuffix(suffix)
        && origin.utf8.count > scheme.utf8.count + suffix.utf8.count
        && !origin.dropFirst(scheme.count).contains("/")
    }
  }
}
