import SansIO
import StunTurn
import TestSupport
import Testing

/// A relay behind a 1:1 NAT that does not send back what the relay sends to its public address.
struct ExternalAddressTests {
  private static let plan = RelayPlan(external: "198.18.7.7")

  @Test func `two clients of one relay reach each other by its external address`() async throws {
    try await forEachSeed(64) { seed in
      let relay = try RelayWorld(
        seed: seed, plan: ExternalAddressTests.plan, clients: 2, rawClients: 0)
      let world = relay.world
      world.weather = seed % 2 == 0 ? .fair : .foul
      relay.server.hairpins = false
      let (one, other) = (relay.clients[0], relay.clients[1])
      for client in [one, other] {
        client.start(user: "alice", options: TURNOptions(), samePort: false)
      }
      world.run(seconds: 40)
      guard let here = one.relayed, let there = other.relayed else {
        return world.fail("no allocations: \(one.closed as Any) \(other.closed as Any)")
      }
      #expect([here, there].allSatisfy { $0.address == address("198.18.7.7") })
      let bindsChannels = seed % 3 == 0
      one.post(bindsChannels ? .bind(there) : .permit([there.address]))
      other.post(seed % 3 == 1 ? .permit([here.address]) : .bind(here))
      world.run(seconds: 40)
      for _ in 0..<20 {
        one.send(to: there)
        other.send(to: here)
        world.run(milliseconds: 100)
      }
      world.run(seconds: 1)
      // The payloads have been checked to be seen as coming from the external address.
      #expect(one.received > 0 && other.received > 0)
      let tally = relay.model.tally
      if seed % 2 == 0 {
        #expect(one.received == 20 && other.received == 20)
        #expect(tally["relay to relay"] == 40)
      }
      #expect((tally["ChannelData"] ?? 0 > 0) == (seed % 3 != 1))
      relay.end()
    }
  }

  @Test func `a client of the relay talks to the world as its external address`() async throws {
    try await forEachSeed(64) { seed in
      let relay = try RelayWorld(
        seed: seed, plan: ExternalAddressTests.plan, clients: 2, rawClients: 1)
      relay.storm(steps: 40)
      relay.calm()
      relay.end()
    }
  }
}
