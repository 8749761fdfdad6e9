/// How clients reach this server: a scheme and a host, from which all links are made.
public struct SiteAddress: Hashable, Sendable {
  /// Whether it is https and wss.
  public let isSecure: Bool
  /// The host and the port, if that is not the usual one: `example.org:8443` or `[2001:db8::1]`.
  public let authority: String

  /// Names a site.
  public init(isSecure: Bool, authority: String) {
    self.isSecure = isSecure
    self.authority = authority
  }

  /// Parses `https://example.org:8443`, maybe with a slash behind it; `nil` for anything else.
  public init?(_ url: String) {
    let isSecure = url.hasPrefix("https://")
    guard isSecure || url.hasPrefix("http://") else { return nil }
    var rest = url.dropFirst(isSecure ? 8 : 7)
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    guard !rest.isEmpty,
      rest.utf8.allSatisfy({ ASCII.isAlphanumeric($0) || ".-:[]".utf8.contains($0) })
    else { return nil }
    self.init(isSecure: isSecure, authority: rest.lowercased())
  }

  /// The host without the port, IPv6 addresses in brackets.
  var host: Substring {
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
      return authority[...end]
    }
    return authority.prefix { $0 != ":" }
  }

  /// What pages of it send as Origin, and what its links begin with.
  var origin: String { (isSecure ? "https://" : "http://") + authority }

  /// Where WebSockets are opened.
  var webSocketURL: String { (isSecure ? "wss://" : "ws://") + authority + "/ws" }
}
