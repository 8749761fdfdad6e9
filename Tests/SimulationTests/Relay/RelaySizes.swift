import SansIO
import StunTurn

/// How much a server keeps.
struct RelaySizes: Equatable {
  let allocations: Int
  let reservations: Int
  let permissions: Int
  let channels: Int
  let held: [String: Int]
  let farewells: Int

  /// Whether nothing is kept of anyone; deletions are remembered up to their limit.
  var isEmpty: Bool {
    allocations == 0 && reservations == 0 && permissions == 0 && channels == 0 && held.isEmpty
  }

  /// Whether all limits are kept.
  func keep(_ limits: TURNServer.Limits) -> Bool {
    allocations + reservations <= limits.allocations
      && permissions <= allocations * limits.permissionsPerAllocation
      && channels <= allocations * limits.channelsPerAllocation
      && held.values.allSatisfy { $0 <= limits.allocationsPerUser ?? .max }
      && farewells <= limits.farewells
  }
}
