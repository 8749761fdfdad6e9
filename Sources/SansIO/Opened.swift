/// The answer to `Outbox.open`, and what arrives with a handed-over socket.
public enum Opened: Hashable, Sendable {
  /// A datagram socket, bound to this address and port.
  case socket(SocketID, Endpoint)
  /// Two datagram sockets; the endpoint is the even one's, the other is one port above.
  case pair(SocketID, SocketID, Endpoint)
  /// A DTLS association with a server; it lasts until `Event.departed`, its socket until a close.
  case path(Path)
  /// A listener; its connections come as `LinkChange.opened` with this number.
  case listener(UInt16, Endpoint)
  /// A connection in the making ended before it opened, or a bind failed.
  case failed(Ending)
}
