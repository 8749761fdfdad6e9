public import StunTurn

/// What one loop counted.
public struct LoopReport: Sendable {
  /// The relay's counters since the start.
  public let relay: TURNServer.Statistics
  /// Allocations that live now.
  public let allocations: Int
}
