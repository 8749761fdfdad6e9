import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

/// Binding requests in bad weather, from behind all kinds of NATs.
struct STUNClientSimulationTests {
  @Test func `a STUN client always says what came of it, and is never wrong`() async throws {
    var found = 0
    var count = 0
    try await forEachSeed(64) { seed in
      count += 1
      let relay = try RelayWorld(
        seed: seed, plan: RelayPlan(seed: seed), clients: 0, rawClients: 0)
      let world = relay.world
      world.weather = relay.plan.storm
      world.spuriousAlarms = 0.3
      let isV6 = seed % 4 == 0
      let nodes = (0..<4).map { number in client(number, isV6: isV6, in: world) }
      relay.server.isCut = world.random.chance(0.2)
      for node in nodes { node.post(.start) }
      if world.random.chance(0.3) {
        world.run(milliseconds: UInt64(world.random.pick(0...5000)))
        relay.server.isCut.toggle()
      }
      world.run(seconds: 45)
      for (number, node) in nodes.enumerated() {
        guard node.heard.count == 1 else { return world.fail("\(number) heard \(node.heard)") }
        #expect(node.machine.deadline == nil)
        guard case .reflexive(let mapped, _, _) = node.heard[0] else { continue }
        found += 1
        let outside = Endpoint(address: outer(number, isV6: isV6), port: mapped.port)
        #expect(mapped == outside)
        if node.host.nat == nil {
          #expect(mapped.port == 5000)
        } else {
          #expect(mapped.port >= 20_000)
        }
      }
      #expect(relay.loops.allSatisfy { $0.machine.sizes.isEmpty && $0.machine.deadline == nil })
      #expect(relay.model.sockets.isEmpty)
    }
    // A single seed need not have found anything.
    if count == 64 { #expect(found > 0) }
  }

  private func outer(_ number: Int, isV6: Bool) -> IPAddress {
    address(isV6 ? "2001:db8:1::\(number + 1)" : "198.51.100.\(number + 1)")
  }

  /// A client with or without a NAT before it, on port 5000.
  private func client(_ number: Int, isV6: Bool, in world: World) -> Node<STUNClient> {
    let outer = outer(number, isV6: isV6)
    let isInside = number > 0 && !isV6
    let inner = isInside ? address("10.0.0.\(number)") : outer
    let host = world.host(
      "client \(number)", "\(inner)", external: isInside ? "\(outer)" : nil)
    let kinds: [NAT.Behaviour] = [
      .endpointIndependent, .addressDependent, .addressAndPortDependent,
    ]
    if isInside { host.nat = NAT(mapping: kinds[number - 1], filtering: kinds[number - 1]) }
    let path = Path(
      socket: .test(0), local: inner, remote: RelayPlan.listeners[isV6 ? 1 : 0])
    let machine = STUNClient(over: .path(path), entropy: Entropy(seed: world.random.next()))
    let node = world.add(machine, on: host)
    node.bind("\(Endpoint(address: inner, port: 5000))")
    return node
  }
}
