/// What a machine can ask its driver to open.
public enum Opening: Hashable, Sendable {
  /// A datagram socket on this address; `nil` lets the kernel choose the port.
  case udp(IPAddress, port: UInt16?)
  /// Two datagram sockets on `evenPort` and the port above it: both or neither.
  case udpPair(IPAddress, evenPort: UInt16)
  /// A connection; answered by `LinkChange.opened` with the ticket, or by `Opened.failed`.
  case connect(from: Endpoint?, to: Endpoint, secure: Secure?)
  /// A DTLS association on a socket of its own, at this address or the one routing prefers;
  /// answered by `Opened.path` when it can be used.
  case associate(from: IPAddress?, to: Endpoint, secure: Secure)
  /// A listener for streams.
  case listen(at: Endpoint)
}
