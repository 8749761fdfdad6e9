/// The transport from a client to a STUN or TURN server.
enum ClientTransport: String, CaseIterable, Hashable, Sendable {
  /// Plain UDP.
  case udp
  /// Plain TCP.
  case tcp
  /// TLS over TCP.
  case tls
  /// DTLS over UDP.
  case dtls

  /// The port that servers have unless told otherwise (RFC 8489 section 8.1).
  var standardPort: UInt16 { self == .tls || self == .dtls ? 5_349 : 3_478 }

  /// Reads `udp`, `tcp`, `tls` or `dtls`.
  @Sendable static func parse(_ text: String) throws(BadValue) -> ClientTransport {
    guard let transport = ClientTransport(rawValue: text) else {
      throw BadValue(text, "is not a transport", "write udp, tcp, tls or dtls")
    }
    return transport
  }
}
