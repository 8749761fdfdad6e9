/// The address under which browsers reach the pages and rooms, whatever stands in between.
struct PublicURL: Hashable, Sendable, CustomStringConvertible {
  /// Whether the scheme is `https`.
  let isSecure: Bool
  /// The host as URLs have it: in lower case, an IPv6 address in brackets.
  let host: String
  /// The port; `nil` for the scheme's own, 443 or 80.
  let port: UInt16?

  /// What is accepted, for messages.
  static let remedy = "write one such as https://example.org or http://192.0.2.1:8080"

  /// Reads `http://HOST[:PORT]` or `https://HOST[:PORT]`; a slash may follow, but nothing else.
  init(parsing text: String) throws(BadValue) {
    let url = try WebURL(parsing: text, allowsSlash: true, remedy: PublicURL.remedy)
    guard url.scheme == "http" || url.scheme == "https" else {
      throw BadValue(text, "is not an http or https URL", PublicURL.remedy)
    }
    guard let host = WebURL.host(url.host) else {
      throw BadValue(text, "names no valid host", PublicURL.remedy)
    }
    var port: UInt16?
    if let digits = url.port {
      guard let number = Number.parse(digits, in: 1...65_535) else {
        throw BadValue(text, "names no valid port", PublicURL.remedy)
      }
      port = WebURL.unusual(UInt16(number), for: url.scheme)
    }
    isSecure = url.scheme == "https"
    self.host = host
    self.port = port
  }

  /// `https://example.org:8443`, as browsers write the origin of its pages.
  var description: String {
    (isSecure ? "https" : "http") + "://" + host + (port.map { ":\($0)" } ?? "")
  }
}
