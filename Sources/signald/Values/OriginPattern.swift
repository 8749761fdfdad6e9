/// A set of origins, the places that pages come from (RFC 6454).
enum OriginPattern: Hashable, Sendable {
  /// The hosts of a pattern, in lower case.
  enum Hosts: Hashable, Sendable {
    /// This host; an IPv6 address in brackets.
    case one(String)
    /// Every host below this name, however deep, but not the name itself.
    case below(String)
  }

  /// The ports of a pattern.
  enum Ports: Hashable, Sendable {
    /// This port; `nil` for the scheme's own.
    case one(UInt16?)
    /// Every port.
    case any
  }

  /// Every origin.
  case any
  /// Origins of one scheme, in lower case.
  case origins(scheme: String, Hosts, Ports)

  /// What is accepted, for messages.
  static let remedy =
    "write one such as https://example.org, https://*.example.org, http://localhost:* or *"

  /// Reads `SCHEME://HOST[:PORT]`, where `*.` may begin the host and `*` be the port, or `*` alone.
  init(parsing text: String) throws(BadValue) {
    if text == "*" {
      self = .any
      return
    }
    let url = try WebURL(parsing: text, allowsSlash: false, remedy: OriginPattern.remedy)
    guard let hosts = OriginPattern.hosts(url.host) else {
      throw BadValue(text, "names no valid host", OriginPattern.remedy)
    }
    guard let ports = OriginPattern.ports(url.port, of: url.scheme) else {
      throw BadValue(text, "names no valid port", OriginPattern.remedy)
    }
    self = .origins(scheme: url.scheme, hosts, ports)
  }

  /// Reads all patterns.
  @Sendable static func parseAll(_ texts: [String]) throws(BadValue) -> [OriginPattern] {
    var patterns: [OriginPattern] = []
    for text in texts { patterns.append(try OriginPattern(parsing: text)) }
    return patterns
  }

  /// Whether an origin is in the set; letters may be of either case, IPv6 stands in brackets.
  ///
  /// Without a port the scheme's own is meant.
  func matches(scheme: String, host: String, port: UInt16?) -> Bool {
    guard case .origins(let own, let hosts, let ports) = self else { return true }
    let scheme = scheme.lowercased()
    guard scheme == own, OriginPattern.contains(host.lowercased(), hosts) else { return false }
    return switch ports {
    case .any: true
    case .one(let number): WebURL.unusual(port, for: scheme) == number
    }
  }

  private static func contains(_ host: String, _ hosts: Hosts) -> Bool {
    switch hosts {
    case .one(let name): host == name
    case .below(let name): host.hasSuffix("." + name) && host.utf8.count > name.utf8.count + 1
    }
  }

  private static func hosts(_ text: Substring) -> Hosts? {
    guard text.hasPrefix("*.") else { return WebURL.host(text).map { .one($0) } }
    guard case .name(let name) = Host(text.dropFirst(2)) else { return nil }
    return .below(name.lowercased())
  }

  private static func ports(_ text: Substring?, of scheme: String) -> Ports? {
    guard let text else { return .one(nil) }
    if text == "*" { return .any }
    return Number.parse(text, in: 1...65_535).map {
      .one(WebURL.unusual(UInt16($0), for: scheme))
    }
  }
}
