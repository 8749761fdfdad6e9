import SansIO

/// What an allocation, a user or all of a loop has relayed, each way, and how much it may: plain
/// memory for every packet to read and write.
struct RelayMeter: BitwiseCopyable {
  /// Stands for no meter: as much may be relayed as anyone likes.
  static let none: UInt32 = .max

  /// The rate.
  var rate: RelayRate
  /// Packets from clients.
  var toPeers = TokenBucket()
  /// Packets from peers.
  var toClient = TokenBucket()
  /// The meter that what passes this one must pass as well, or `none`.
  var parent: UInt32
  /// Whether it is one allocation's, and ends with it.
  var isOfAllocation: Bool
}
