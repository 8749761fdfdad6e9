import SansIO

/// A granted Allocate that waits for its relay socket.
struct RelayOpening {
  /// How to answer.
  var reply: ReplyTo
  /// The lifetime to grant, in seconds.
  var lifetime: UInt32
  /// The number of the ticket under which the socket comes.
  var ticket: UInt64
  /// Where the socket comes from.
  var source: Source

  /// Where a relay socket can come from.
  enum Source {
    /// A bind of this loop, with the ports left to try.
    case binding(IPAddress, PortWalk.Parity, PortWalk)
    /// A listener of this loop, with the ports left to try (RFC 6062).
    case listening(IPAddress, PortWalk)
    /// Another loop, which holds the reservation (RFC 8656 section 7.2).
    case reservation
  }
}
