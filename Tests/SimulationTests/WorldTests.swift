import SansIO
import TestSupport
import Testing

/// The world as a tool: it lets go of its memory, and it fails machines that deserve it.
struct WorldTests {
  /// Wants something at any alarm, or never lets its deadline pass.
  struct Faulty: Machine, ~Copyable {
    var deadline: Instant?
    var answersEarly = false

    mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
      if case .alarm = event, answersEarly { outbox.close(.test(0)) }
    }
  }

  @Test func `a world ends with its test`() {
    weak var world: World?
    weak var node: Node<ContractMachine>?
    do {
      let made = World(seed: 1)
      let server = made.add(ContractMachine(), on: made.host("server", "198.51.100.1"))
      server.listen("198.51.100.1:80")
      server.bind("198.51.100.1:80")
      let stream = made.connect(from: "192.0.2.1:1", to: "198.51.100.1:80")
      made.socket("192.0.2.1:1").send(hex("01"), to: "198.51.100.1:80")
      stream.write(frame(hex("01")))
      made.runUntilQuiet()
      #expect(server.heard.count == 3)
      stream.write(frame(hex("02")))
      (world, node) = (made, server)
    }
    #expect(world == nil && node == nil)
  }

  @Test func `a machine whose deadline stays in the past is found out`() {
    withKnownIssue {
      let world = World(seed: 1)
      let due = world.now.monotonic.adding(seconds: 1)
      world.add(Faulty(deadline: due), on: world.host("server", "198.51.100.1"))
      world.run(seconds: 60)
      #expect(world.failure == nil)
    } matching: { issue in
      issue.description.contains("livelocks") || issue.description.contains("failure")
    }
  }

  @Test func `a machine that acts on an early alarm is found out`() {
    withKnownIssue {
      let world = World(seed: 1)
      world.spuriousAlarms = 1
      let due = world.now.monotonic.adding(seconds: 60)
      world.add(
        Faulty(deadline: due, answersEarly: true), on: world.host("server", "198.51.100.1"))
      world.run(seconds: 59)
    } matching: { issue in
      issue.description.contains("an early alarm made server want")
    }
  }

  @Test func `seeded numbers are those of SplitMix64, and within what was asked for`() {
    var random = Seeded(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(random.next() == 3_203_168_211_198_807_973)
    #expect((0..<1000).allSatisfy { _ in (3...7).contains(random.pick(3...7)) })
    #expect(random.below(0) == 0 && random.below(1) == 0)
    #expect(random.bytes(13).count == 13)
    let hits = (0..<10_000).count { _ in random.chance(0.25) }
    #expect((2200...2800).contains(hits))
    #expect(!random.chance(0) && random.chance(1))
  }
}
