/// A `stun:`, `stuns:`, `turn:` or `turns:` URI (RFC 7064, RFC 7065).
struct ServerURI: Hashable, Sendable {
  /// What the server is asked for.
  enum Service: Hashable, Sendable {
    /// A server-reflexive address.
    case stun
    /// A relayed address.
    case turn
  }

  /// What the server is asked for.
  let service: Service
  /// The host.
  let host: Host
  /// The port, if the URI names one.
  let port: UInt16?
  /// The transport, if the URI names one or its scheme does.
  let transport: ClientTransport?

  /// What is accepted, for messages.
  static let remedy =
    "write stun:HOST[:PORT], turn:HOST[:PORT] or turns:HOST[:PORT], with ?transport=udp|tcp"

  /// Reads a URI; the scheme in either case. DTLS is `turns:` with `transport=udp`.
  init(parsing text: String) throws(BadValue) {
    guard let colon = text.firstIndex(of: ":") else {
      throw BadValue(text, "has no scheme", ServerURI.remedy)
    }
    let scheme = text[..<colon].lowercased()
    let isSecure = scheme.hasSuffix("s")
    switch scheme {
    case "stun", "stuns": service = .stun
    case "turn", "turns": service = .turn
    default: throw BadValue(text, "is not a STUN or TURN URI", ServerURI.remedy)
    }
    let rest = text[text.index(after: colon)...]
    guard !rest.hasPrefix("//") else {
      throw BadValue(text, "has slashes", "write \(scheme):\(rest.drop { $0 == "/" })")
    }
    let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let place = Host.withPort(parts[0]) else {
      throw BadValue(text, "names no valid host and port", ServerURI.remedy)
    }
    (host, port) = place
    guard parts.count == 2 else {
      transport = isSecure ? .tls : nil
      return
    }
    switch (service, parts[1], isSecure) {
    case (.turn, "transport=udp", false): transport = .udp
    case (.turn, "transport=tcp", false): transport = .tcp
    case (.turn, "transport=tcp", true): transport = .tls
    case (.turn, "transport=udp", true): transport = .dtls
    default:
      throw BadValue(text, "has an unknown query", ServerURI.remedy)
    }
  }

  /// Reads all URIs.
  @Sendable static func parseAll(_ texts: [String]) throws(BadValue) -> [ServerURI] {
    var all: [ServerURI] = []
    for text in texts { all.append(try ServerURI(parsing: text)) }
    return all
  }

  /// The server, where `transport` holds for a URI that names none.
  func address(over standard: ClientTransport) -> ServerAddress {
    let transport = transport ?? standard
    return ServerAddress(host: host, port: port ?? transport.standardPort, transport: transport)
  }
}
