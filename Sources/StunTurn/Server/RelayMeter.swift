import SansIO

/// Up to when what one allocation relayed is paid for, each way, and its price: 32 bytes for every
/// packet to read and 8 to write.
struct RelayMeter: BitwiseCopyable {
  /// Stands for no meter: the allocation may relay as much as it likes.
  static let none: UInt32 = .max

  /// What it may relay each way.
  var rate: RelayRate
  /// Packets from the client.
  var toPeers = Instant(nanoseconds: 0)
  /// Packets from peers.
  var toClient = Instant(nanoseconds: 0)

  /// Starts to measure against a rate.
  init(rate: RelayRate) { self.rate = rate }
}
