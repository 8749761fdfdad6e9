// The names by which machines and drivers speak of sockets and links. All are plain numbers and
// stay valid across a hand-over, so that a snapshot can cross a process.

/// Which machine of a composite a socket, link or ticket belongs to; stamped by the composite.
public struct Owner: Hashable, Sendable, BitwiseCopyable {
  /// The composite's own numbering.
  public let rawValue: UInt8
  /// Makes an owner of the composite's own numbering.
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }
}

/// One event loop of a process; 0 is the first.
public struct LoopID: Hashable, Sendable, BitwiseCopyable {
  /// The loop's place.
  public let rawValue: UInt8
  /// Makes the name of the loop at this place.
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }
}

/// A datagram socket of one loop.
public struct SocketID: Hashable, Sendable, BitwiseCopyable {
  /// A small number, reused after a close: good as an index into a table.
  public let index: UInt32
  /// Tells this use of the index from earlier ones.
  public let generation: UInt16
  /// The loop that serves it.
  public let loop: LoopID
  /// The machine that is told about it.
  public let owner: Owner

  /// Names a socket.
  @inlinable
  public init(index: UInt32, generation: UInt16, loop: LoopID, owner: Owner) {
    self.index = index
    self.generation = generation
    self.loop = loop
    self.owner = owner
  }
}

/// A byte stream of one loop: TCP or TLS.
public struct LinkID: Hashable, Sendable, BitwiseCopyable {
  /// A small number, reused after a close: good as an index into a table.
  public let index: UInt32
  /// Tells this use of the index from earlier ones.
  public let generation: UInt16
  /// The loop that serves it.
  public let loop: LoopID
  /// The machine that is told about it.
  public let owner: Owner

  /// Names a link.
  @inlinable
  public init(index: UInt32, generation: UInt16, loop: LoopID, owner: Owner) {
    self.index = index
    self.generation = generation
    self.loop = loop
    self.owner = owner
  }
}

/// A machine's own number for something it asked for; the answer carries it back.
public struct Ticket: Hashable, Sendable, BitwiseCopyable {
  /// The machine's number in the low 56 bits, the owner above them.
  public let rawValue: UInt64

  /// Makes a ticket from a number of at most 56 bits; the outbox adds the owner.
  @inlinable
  public init(_ number: UInt64, owner: Owner = Owner(rawValue: 0)) {
    rawValue = number & 0x00FF_FFFF_FFFF_FFFF | UInt64(owner.rawValue) << 56
  }

  /// The machine's number: compare this, since the outbox has stamped the owner meanwhile.
  @inlinable
  public var number: UInt64 { rawValue & 0x00FF_FFFF_FFFF_FFFF }

  /// The machine that asked.
  @inlinable
  public var owner: Owner { Owner(rawValue: UInt8(rawValue >> 56)) }
}
