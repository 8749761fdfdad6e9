/// Both ends of a datagram: the 5-tuple of RFC 8656 section 2.
///
/// Answering along the path a datagram came by is always right.
public struct Path: Hashable, Sendable, BitwiseCopyable {
  /// The socket, and with it the transport and the loop.
  public var socket: SocketID
  /// 0 for plain datagrams, else the DTLS association.
  public var session: UInt32
  /// The local address: a socket bound to a wildcard has many.
  public var local: IPAddress
  /// The other end.
  public var remote: Endpoint

  /// Makes a path.
  @inlinable
  public init(socket: SocketID, session: UInt32 = 0, local: IPAddress, remote: Endpoint) {
    self.socket = socket
    self.session = session
    self.local = local
    self.remote = remote
  }
}
