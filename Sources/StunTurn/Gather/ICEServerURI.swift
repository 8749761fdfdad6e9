public import SansIO

/// The address of a STUN or TURN server (RFC 7064, RFC 7065): `turns:turn.example.org:443`.
public struct ICEServerURI: Hashable, Sendable {
  /// What is spoken there, and whether it is secured.
  public enum Scheme: String, Hashable, Sendable, CaseIterable {
    /// STUN over UDP.
    case stun
    /// STUN over TLS.
    case stuns
    /// TURN over UDP or TCP.
    case turn
    /// TURN over TLS, or DTLS.
    case turns

    /// The port when none is named.
    public var defaultPort: UInt16 {
      switch self {
      case .stun, .turn: 3_478
      case .stuns, .turns: 5_349
      }
    }

    /// Whether it is a TURN server's.
    var isTURN: Bool { self == .turn || self == .turns }
  }

  /// The host, as it was written.
  public enum Host: Hashable, Sendable {
    /// An address, needing no resolution.
    case address(IPAddress)
    /// A name to resolve.
    case name(String)
  }

  /// What `?transport=` names.
  public enum Transport: String, Hashable, Sendable, CaseIterable {
    /// UDP, or DTLS for `turns`.
    case udp
    /// TCP, or TLS for `turns`.
    case tcp
  }

  /// The scheme.
  public let scheme: Scheme
  /// The host.
  public let host: Host
  /// The port, the scheme's own if none was written.
  public let port: UInt16
  /// What `?transport=` named; `nil` if it was absent: then it is UDP for `turn`, TCP for `turns`.
  public let transport: Transport?
}

extension ICEServerURI {
  /// Parses a URI. There is no `//`, no user, no path, and no other parameter than `transport`.
  public init(parsing text: some StringProtocol) throws(ICEServerURIError) {
    guard let colon = text.firstIndex(of: ":"),
      let scheme = Scheme(rawValue: text[..<colon].lowercased())
    else { throw .unknownScheme }
    var rest = Substring(text[text.index(after: colon)...])
    var transport: Transport?
    if let mark = rest.firstIndex(of: "?") {
      transport = try ICEServerURI.transport(rest[rest.index(after: mark)...], for: scheme)
      rest = rest[..<mark]
    }
    let (host, port) = try ICEServerURI.split(rest)
    self.scheme = scheme
    self.host = try ICEServerURI.host(host)
    self.port = try ICEServerURI.port(port) ?? scheme.defaultPort
    self.transport = transport
  }

  private static func transport(
    _ query: Substring, for scheme: Scheme
  ) throws(ICEServerURIError) -> Transport {
    let name = "transport="
    guard scheme.isTURN, query.lowercased().hasPrefix(name) else { throw .malformedQuery }
    guard let transport = Transport(rawValue: query.dropFirst(name.count).lowercased()) else {
      throw .unknownTransport
    }
    return transport
  }

  /// Cuts the port off; an IPv6 address stands in brackets.
  private static func split(
    _ text: Substring
  ) throws(ICEServerURIError) -> (host: Substring, port: Substring?) {
    let end = text.hasPrefix("[") ? text.firstIndex(of: "]") : text.startIndex
    guard let end else { throw .malformedHost }
    guard let colon = text[end...].firstIndex(of: ":") else { return (text, nil) }
    return (text[..<colon], text[text.index(after: colon)...])
  }

  private static func host(_ text: Substring) throws(ICEServerURIError) -> Host {
    if text.hasPrefix("[") {
      let inside = text.dropFirst().dropLast()
      guard text.hasSuffix("]"), inside.contains(":"), let address = IPAddress(inside) else {
        throw .malformedHost
      }
      return .address(address)
    }
    if let address = IPAddress(text), address.family == .v4 { return .address(address) }
    guard HostName.isValid(text) else { throw .malformedHost }
    return .name(String(text))
  }

  /// An empty port is allowed, and is the default one (RFC 3986 section 3.2.3).
  private static func port(_ text: Substring?) throws(ICEServerURIError) -> UInt16? {
    guard let text, !text.isEmpty else { return nil }
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(text), port > 0
    else { throw .malformedPort }
    return port
  }
}

extension ICEServerURI: CustomStringConvertible {
  /// The URI, without the port if it is the scheme's own.
  public var description: String {
    var text = "\(scheme.rawValue):"
    switch host {
    case .address(let address):
      text += address.family == .v4 ? "\(address)" : "[\(address)]"
    case .name(let name): text += name
    }
    if port != scheme.defaultPort { text += ":\(port)" }
    if let transport { text += "?transport=\(transport.rawValue)" }
    return text
  }
}
