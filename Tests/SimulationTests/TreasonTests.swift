import StunTurn
import TestSupport
import Testing

/// Whether the model would notice if the server did wrong.
struct TreasonTests {
  /// How many seeds a treason may take to show.
  private static let patience: UInt64 = 256

  @Test(arguments: Treason.allCases)
  func `what a server must not do is found out`(_ treason: Treason) throws {
    var failure: String?
    try withKnownIssue(isIntermittent: true) {
      for seed in 1...TreasonTests.patience where failure == nil {
        let relay = try RelayWorld(
          seed: seed, plan: RelayPlan(seed: seed), clients: 3, rawClients: 3, treason: treason)
        relay.storm(steps: 60)
        relay.calm()
        relay.end()
        failure = relay.world.failure
      }
    } matching: { issue in
      issue.description.contains("ms into seed")
    }
    let found = try #require(failure)
    #expect(found.contains(treason.symptom), "\(found)")
  }

  @Test func `a client that hangs is found out`() throws {
    let failure = try failure(of: 1) { relay in
      relay.clients[0].start(
        user: "alice", options: TURNOptions(), samePort: false, isIdle: true)
    }
    #expect(failure?.contains("hangs") == true)
  }

  @Test func `a client that hears nothing in fair weather is found out`() throws {
    let failure = try failure(of: 1) { relay in
      relay.clients[0].start(user: "alice", options: TURNOptions(), samePort: false)
      relay.heal()
      relay.politeness = 0
      relay.expectLife()
    }
    #expect(failure?.contains("hears nothing") == true)
  }

  @Test(arguments: ["nobody said", "mutilated", "from 192.0.2.9:9"])
  func `a payload that is not what was sent is found out`(_ symptom: String) throws {
    let failure = try failure(of: 1) { relay in
      let place = endpoint("192.0.2.1:1")
      let bytes = relay.payloads.make(from: place)
      relay.payloads.check(bytes, from: place, at: "test")
      switch symptom {
      case "nobody said": relay.payloads.check([9, 9, 9, 9], from: place, at: "test")
      case "mutilated": relay.payloads.check(bytes + [0], from: place, at: "test")
      default: relay.payloads.check(bytes, from: endpoint("192.0.2.9:9"), at: "test")
      }
    }
    #expect(failure?.contains(symptom) == true)
  }

  /// What is wrong with a world after something was done in it.
  private func failure(of seed: UInt64, _ body: (RelayWorld) -> Void) throws -> String? {
    let relay = try RelayWorld(
      seed: seed, plan: RelayPlan(seed: seed), clients: 1, rawClients: 0)
    withKnownIssue(isIntermittent: true) { body(relay) }
    return relay.world.failure
  }
}
