/// The scheme, the host and the port of a URL that has nothing else (RFC 3986 section 3).
struct WebURL: Hashable, Sendable {
  /// The scheme in lower case.
  let scheme: String
  /// The text of the host.
  let host: Substring
  /// The text of the port, if there is one.
  let port: Substring?

  /// Splits `SCHEME://HOST[:PORT]`, after which a slash may stand if it is allowed.
  init(parsing text: String, allowsSlash: Bool, remedy: String) throws(BadValue) {
    guard let mark = text.firstRange(of: "://") else {
      throw BadValue(text, "has no scheme", remedy)
    }
    scheme = text[..<mark.lowerBound].lowercased()
    guard WebURL.isScheme(scheme) else { throw BadValue(text, "has no valid scheme", remedy) }
    let rest = text[mark.upperBound...]
    let authority = rest.prefix { !"/?#".contains($0) }
    guard !authority.contains("@") else {
      throw BadValue(text, "holds a user", "leave out what stands before the host")
    }
    let path = rest[authority.endIndex...]
    guard path.isEmpty || path == "/" && allowsSlash else {
      throw BadValue(text, "goes on after its host", "write \(scheme)://\(authority)")
    }
    // The colons of an IPv6 address stand before the bracket that ends it.
    if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
      host = authority[..<colon]
      port = authority[authority.index(after: colon)...]
    } else {
      host = authority
      port = nil
    }
  }

  private static func isScheme(_ text: String) -> Bool {
    guard let first = text.utf8.first, (0x61...0x7A).contains(first) else { return false }
    return text.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0)
    }
  }

  /// Reads a host as URLs have it, in lower case and with IPv6 addresses in brackets only.
  static func host(_ text: Substring) -> String? {
    guard let place = Host.withPort(text), place.port == nil,
      text.hasPrefix("[") || !text.contains(":")
    else { return nil }
    return place.host.description.lowercased()
  }

  /// The port, unless it is the one that URLs of the scheme mean anyway.
  static func unusual(_ port: UInt16?, for scheme: String) -> UInt16? {
    switch (scheme, port) {
    case ("http", 80), ("https", 443): nil
    default: port
    }
  }
}
