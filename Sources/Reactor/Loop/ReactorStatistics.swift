/// What a reactor has counted since it was made.
public struct ReactorStatistics: Hashable, Sendable {
  /// Turns of the loop.
  public var turns: UInt64 = 0
  /// Datagrams received.
  public var datagramsReceived: UInt64 = 0
  /// Datagrams the kernel took.
  public var datagramsSent: UInt64 = 0
  /// Datagrams dropped because a queue was full or their socket had been closed.
  public var datagramsDropped: UInt64 = 0
  /// Datagrams the kernel refused, for their size or for their destination.
  public var datagramsRefused: UInt64 = 0
  /// DTLS handshakes that came to their end.
  public var associationsOpened: UInt64 = 0
  /// DTLS hellos dropped for want of room.
  public var associationsRefused: UInt64 = 0
  /// DTLS hellos answered by a cookie.
  public var cookiesSent: UInt64 = 0
  /// Connections accepted.
  public var linksAccepted: UInt64 = 0
  /// Connections turned away for want of room or descriptors.
  public var linksRefused: UInt64 = 0
}
