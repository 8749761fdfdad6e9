/// What a client speaks to a TURN server over.
public enum ServerTransport: Hashable, Sendable {
  /// Datagrams.
  case udp
  /// A plain stream.
  case tcp
  /// A stream secured for this name or address.
  case tls(serverName: String)
  /// Datagrams secured for this name or address.
  case dtls(serverName: String)
}
