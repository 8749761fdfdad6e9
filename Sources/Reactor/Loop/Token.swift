/// What the poller hands back for a descriptor: what it is, its place in a table, and which use of
/// that place, so that an event collected before a close is known to be old.
struct Token: Hashable {
  /// The kinds of descriptors a loop waits for.
  enum Kind: UInt8 {
    case bell, socket, listener, link
  }

  let rawValue: UInt64

  init(rawValue: UInt64) { self.rawValue = rawValue }

  init(_ kind: Kind, index: UInt32, generation: UInt16) {
    rawValue = UInt64(index) | UInt64(generation) << 32 | UInt64(kind.rawValue) << 48
  }

  var index: Int { Int(UInt32(truncatingIfNeeded: rawValue)) }
  var generation: UInt16 { UInt16(truncatingIfNeeded: rawValue >> 32) }
  var kind: Kind {
    guard let kind = Kind(rawValue: UInt8(truncatingIfNeeded: rawValue >> 48)) else {
      preconditionFailure("a token this loop did not make")
    }
    return kind
  }
}
