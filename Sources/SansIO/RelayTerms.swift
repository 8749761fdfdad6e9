/// What the holder of a relay credential may do.
public struct RelayTerms: Hashable, Sendable {
  /// How many allocations at a time.
  public var allocations: Int
  /// The lowest port of a peer that may be sent to: what lies below belongs to services.
  public var lowestPeerPort: UInt16
  /// How many bits a second one allocation relays in each direction.
  public var bitsPerSecond: UInt64

  /// Sets the terms: no peer port below 1024 and 4 Mbit/s unless told otherwise.
  public init(
    allocations: Int, lowestPeerPort: UInt16 = 1024, bitsPerSecond: UInt64 = 4_000_000
  ) {
    self.allocations = allocations
    self.lowestPeerPort = lowestPeerPort
    self.bitsPerSecond = bitsPerSecond
  }
}
