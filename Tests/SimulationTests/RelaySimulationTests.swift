import SansIO
import TestSupport
import Testing

/// Clients and a relay in a world that loses, doubles, reorders, crashes and forgets.
struct RelaySimulationTests {
  @Test func `clients and peers get what a model of RFC 8656 says, and the server keeps nothing`()
    async throws
  {
    var tally: [String: Int] = [:]
    var count = 0
    try await forEachSeed(256) { seed in
      let relay = try RelayWorld(
        seed: seed, plan: RelayPlan(seed: seed), clients: Int(2 + seed % 3),
        rawClients: Int(2 + seed % 2))
      relay.storm(steps: 140)
      relay.calm()
      relay.end()
      tally.merge(relay.model.tally) { $0 + $1 }
      count += 1
    }
    // A single seed need not have seen everything.
    guard count == 256 else { return }
    for what in RelaySimulationTests.wanted { #expect(tally[what, default: 0] > 0, "\(what)") }
  }

  /// What must have happened in some seed, or the test has tested less than it says.
  private static let wanted = [
    "to peer", "relay to relay", "Data indication", "ChannelData", "no permission",
    "lapsed permission", "no channel", "lapsed channel", "channel without permission",
    "token of this loop", "token of another loop", "Allocate success", "Allocate 437",
    "Allocate 438", "Allocate 486", "Allocate 508", "Refresh success", "Refresh 437",
    "CreatePermission 441", "CreatePermission success", "CreatePermission 443",
    "CreatePermission 508",
    "dual allocation", "half refreshed", "half deleted", "ICMP",
    "ChannelBind success", "ChannelBind 400", "ChannelBind 508", "Binding success",
  ]

  @Test func `a history repeats itself from its seed`() throws {
    for seed: UInt64 in [4, 7] {
      let prints = try (0..<2).map { _ in
        let relay = try RelayWorld(
          seed: seed, plan: RelayPlan(seed: seed), clients: 3, rawClients: 3)
        relay.storm(steps: 60)
        return relay.world.fingerprint
      }
      #expect(prints[0] == prints[1])
    }
  }
}
