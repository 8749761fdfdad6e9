import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

/// Candidates gathered in bad weather, from behind all kinds of NATs.
struct GathererSimulationTests {
  private static let kinds: [NAT.Behaviour?] = [
    nil, .endpointIndependent, .addressDependent, .addressAndPortDependent,
  ]

  @Test func `gathering always finishes with true candidates, and stopping leaves nothing`()
    async throws
  {
    var found: [CandidateKind: Int] = [:]
    var count = 0
    try await forEachSeed(64) { seed in
      count += 1
      let relay = try RelayWorld(
        seed: seed, plan: RelayPlan(seed: seed), clients: 0, rawClients: 0)
      let world = relay.world
      world.weather = relay.plan.storm
      world.spuriousAlarms = relay.plan.spuriousAlarms
      relay.server.isCut = world.random.chance(0.1)
      let node = try gatherer(nat: GathererSimulationTests.kinds[Int(seed % 4)], in: world)
      node.post(.start)
      let isHasty = world.random.chance(0.2)
      if isHasty {
        world.run(milliseconds: UInt64(world.random.pick(0...2000)))
      } else {
        world.run(seconds: 45)
        check(node, of: relay)
        for candidate in candidates(of: node) { found[candidate.kind, default: 0] += 1 }
      }
      if world.random.chance(0.3) { world.run(seconds: 1000) }
      node.post(.stop)
      world.run(seconds: 50)
      #expect(node.heard.last == .stopped && node.machine.deadline == nil)
      #expect(node.boundEndpoints.isEmpty)
      world.run(seconds: 700)
      #expect(relay.model.sockets.isEmpty)
      #expect(relay.loops.allSatisfy { $0.machine.sizes.isEmpty && $0.machine.deadline == nil })
    }
    // A single seed need not have found anything.
    if count == 64 {
      #expect(found[.host] ?? 0 > 0 && found[.serverReflexive] ?? 0 > 0 && found[.relayed] ?? 0 > 0)
    }
  }

  /// A gatherer on a host with two addresses, the IPv4 one behind a NAT if one is given.
  private func gatherer(nat: NAT.Behaviour?, in world: World) throws -> Node<Gatherer> {
    let isInside = nat != nil
    let inner = isInside ? "10.0.0.1" : "198.51.100.1"
    let host = world.host(
      "gatherer", inner, "2001:db8:1::1", external: isInside ? "198.51.100.1" : nil)
    if let nat { host.nat = NAT(mapping: nat, filtering: nat) }
    let credential = try #require(Credential(user: "alice", password: "wonder"))
    let servers = RelayPlan.listeners.flatMap { place in
      [
        ResolvedServer(.stun, at: place),
        ResolvedServer(.turn(credential, over: .udp), at: place),
      ]
    }
    let machine = Gatherer(
      interfaces: host.addresses, servers: servers, entropy: Entropy(seed: world.random.next()))
    return world.add(machine, on: host)
  }

  private func candidates(of node: Node<Gatherer>) -> [Candidate] {
    node.heard.compactMap { if case .candidate(let candidate) = $0 { candidate } else { nil } }
  }

  /// What was found is true, each kind is there unless its server failed, and it was told once.
  private func check(_ node: Node<Gatherer>, of relay: RelayWorld) {
    let all = candidates(of: node)
    let finished = node.heard.compactMap { event -> [Candidate]? in
      if case .finished(let candidates) = event { candidates } else { nil }
    }
    #expect(finished == [all])
    #expect(Set(all).count == all.count)
    for candidate in all {
      switch candidate.kind {
      case .host:
        #expect(node.boundEndpoints.contains(candidate.endpoint))
      case .serverReflexive:
        #expect(candidate.endpoint.address == address("198.51.100.1"))
        #expect(candidate.base.address == address("10.0.0.1"))
        #expect(candidate.endpoint.port >= 20_000)
      case .relayed:
        #expect(relay.model.owners[candidate.endpoint] != nil)
      case .peerReflexive: Issue.record("\(candidate)")
      }
    }
    let failures = node.heard.count { if case .serverFailed = $0 { true } else { false } }
    #expect(all.count { $0.kind == .host } == 2)
    #expect(all.count { $0.kind == .relayed } + failures >= 2)
    if failures == 0, node.host.nat != nil { #expect(all.contains { $0.kind == .serverReflexive }) }
  }
}
