import SansIO

/// Up to when what one allocation relayed is paid for, each way: 16 bytes for every packet to read
/// and write.
struct RelayMeter: BitwiseCopyable {
  /// Stands for no meter: the allocation may relay as much as it likes.
  static let none: UInt32 = .max

  /// Packets from the client.
  var toPeers = Instant(nanoseconds: 0)
  /// Packets from peers.
  var toClient = Instant(nanoseconds: 0)
}
