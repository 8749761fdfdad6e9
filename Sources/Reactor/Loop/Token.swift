/// What the poller hands back for a descriptor: what it is, its place in a table, and which use of
/// that place, so that an event collected before a close is known to be old.
struct Token: Hashable {
  /// The kinds of descriptors a loop waits for.
  enum Kind: UInt8 {
    /// The mailbox, a datagram socket, a listener, a stream.
    case bell, socket, listener, link
  }

  /// What the poller carries.
  let rawValue: UInt64

  /// Reads back what the poller carried.
  init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Names a descriptor.
  init(_ kind: Kind, index: UInt32, generation: UInt16) {
    rawValue = UInt64(index) | UInt64(generation) << 32 | UInt64(kind.rawValue) << 48
  }

  /// The place in the table of its kind.
  var index: Int { Int(UInt32(truncatingIfNeeded: rawValue)) }
  /// Which use of that place.
  var generation: UInt16 { UInt16(truncatingIfNeeded: rawValue >> 32) }
  /// What it is.
  var kind: Kind {
    guard let kind = Kind(rawValue: UInt8(truncatingIfNeeded: rawValue >> 48)) else {
      preconditionFailure("a token this loop did not make")
    }
    return kind
  }
}
