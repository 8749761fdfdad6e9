public import Signal
public import StunTurn

/// What one loop counted.
public struct LoopReport: Sendable {
  /// The relay's counters since the start.
  public let relay: TURNServer.Statistics
  /// Allocations that live now.
  public let allocations: Int
  /// What the rooms hold and have done, on the loop that has them.
  public let rooms: SignalServer.Statistics?
  /// Streams turned away because of their number, before they reached the rooms.
  public let refusedStreams: UInt64
}
