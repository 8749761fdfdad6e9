import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// Quotas, capacity, and the operator's commands.
@Suite struct CapacityTests {
  // Point 34.
  @Test func `RFC 8656 §7.2 a user with enough allocations is refused with 486`() throws {
    var rig = try makeServer { $0.limits.allocationsPerUser = 2 }
    var clients = (1...3).map { TURNTestClient("198.51.100.20:\($0)") }
    for index in 0..<2 { _ = try rig.allocate(&clients[index]) }
    let refused = try rig.ask(&clients[2], .allocate, [.transport(17)])
    #expect(refused.code == .allocationQuotaReached)
    var bob = TURNTestClient("198.51.100.20:9")
    bob.user = "bob"
    bob.password = "builder"
    let other = try rig.ask(&bob, .allocate, [.transport(17)])
    #expect(other.isSuccess)
    _ = try rig.ask(&clients[0], .refresh, [.lifetime(0)])
    let granted = try rig.ask(&clients[2], .allocate, [.transport(17)])
    #expect(granted.isSuccess)
  }

  // Point 34.
  @Test func `RFC 8656 §7.2 the quota counts a user across time-limited credentials`() throws {
    var rig = try makeServer { $0.limits.allocationsPerUser = 1 }
    var first = TURNTestClient("198.51.100.20:1")
    first.beTimed("carol", until: rig.now.unixSeconds + 100)
    _ = try rig.allocate(&first)
    var second = TURNTestClient("198.51.100.20:2")
    second.beTimed("carol", until: rig.now.unixSeconds + 200)
    let refused = try rig.ask(&second, .allocate, [.transport(17)])
    #expect(refused.code == .allocationQuotaReached)
  }

  // Points 34, 30: a reserved port counts too.
  @Test func `RFC 8656 §7.2 a reserved port counts towards the quota until it is used`() throws {
    var rig = try makeServer { $0.limits.allocationsPerUser = 2 }
    var first = TURNTestClient("198.51.100.20:1")
    let reserved = try rig.ask(&first, .allocate, [.transport(17), .evenPort(true)])
    let token = try #require(reserved.token)
    var second = TURNTestClient("198.51.100.20:2")
    let refused = try rig.ask(&second, .allocate, [.transport(17)])
    #expect(refused.code == .allocationQuotaReached)
    let granted = try rig.ask(&second, .allocate, [.transport(17), .token(token)])
    #expect(granted.isSuccess)
    #expect(rig.machine.holdings == ["alice": 2])
  }

  // Point 34.
  @Test func `RFC 8656 §7.2 a full server refuses with 508`() throws {
    var rig = try makeServer { $0.limits.allocations = 1 }
    var first = TURNTestClient("198.51.100.20:1")
    _ = try rig.allocate(&first)
    var second = TURNTestClient("198.51.100.20:2")
    let refused = try rig.ask(&second, .allocate, [.transport(17)])
    #expect(refused.code == .insufficientCapacity)
  }

  // Point 34.
  @Test(arguments: Side.allCases)
  func `RFC 8489 §10 a draining server sends clients to an alternative of their family`(
    side: Side
  ) throws {
    var rig = try makeServer()
    var old = TURNTestClient(side.client)
    _ = try rig.allocate(&old)
    let alternatives = [endpoint("192.0.2.50:3478"), endpoint("[2001:db8:5::50]:3478")]
    rig.obey(.drain(alternatives: alternatives))
    var client = TURNTestClient(side == .v4 ? "198.51.100.21:1" : "[2001:db8:1::21]:1")
    let answer = try rig.ask(&client, .allocate, [.transport(17)])
    #expect(answer.code == .tryAlternate)
    #expect(answer.alternate == alternatives[side == .v4 ? 0 : 1])
    #expect(answer.isIntact(.sha1, key: client.key))
    let refresh = try rig.ask(&old, .refresh)
    #expect(refresh.isSuccess)
    rig.obey(.drain(alternatives: []))
    let nowhere = try rig.ask(&client, .allocate, [.transport(17)])
    #expect(nowhere.code == .insufficientCapacity)
  }

  @Test func `a revoked user's allocations and reserved ports end, all others stay`() throws {
    var rig = try makeServer()
    var alice = TURNTestClient("198.51.100.20:1")
    _ = try rig.allocate(&alice, [.evenPort(true)])
    var bob = TURNTestClient("198.51.100.20:2")
    bob.user = "bob"
    bob.password = "builder"
    _ = try rig.allocate(&bob)
    _ = rig.news()
    let outputs = rig.obey(.revoke(user: "alice"))
    #expect(outputs.count == 2)
    #expect(rig.machine.allocationCount == 1 && rig.machine.reservations.isEmpty)
    #expect(rig.machine.holdings == ["bob": 1])
    let news = rig.news()
    guard news.count == 1, case .ended(_, _, "alice", .revoked) = news[0] else {
      Issue.record("the end is not told but \(news)")
      return
    }
  }

  @Test func `one alarm ends a bounded number of things, and the next follows at once`() throws {
    var rig = try makeServer { $0.limits.expirationsPerAlarm = 4 }
    for port in 1...10 {
      var client = TURNTestClient("198.51.100.20:\(port)")
      _ = try rig.allocate(&client)
    }
    let present = rig.now.monotonic
    rig.now = Moment(
      monotonic: present.adding(seconds: 601), unixSeconds: rig.now.unixSeconds + 601)
    var left: [Int] = []
    for _ in 0..<3 {
      let isDue = rig.machine.deadline.map { $0 <= rig.now.monotonic } == true
      #expect(isDue)
      rig.tell(.alarm)
      left.append(rig.machine.allocationCount)
    }
    #expect(left == [6, 2, 0])
    #expect(rig.machine.deadline == nil)
  }

  @Test func `an early alarm changes nothing`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    rig.bind(&client, 0x4000, "192.0.2.7:1")
    for _ in 0..<3 {
      rig.advance(seconds: 1)
      let outputs = rig.tell(.alarm)
      #expect(outputs.isEmpty)
    }
    let relayed = rig.receive(channelData(0x4000, [1]), along: client.path)
    #expect(relayed.count == 1)
  }

  @Test func `statistics count requests, refusals and what was relayed`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.permit(&client, "127.0.0.1:1")
    rig.bind(&client, 0x4000, "192.0.2.7:1")
    rig.receive(channelData(0x4000, [1, 2, 3]), along: client.path)
    rig.receive([1, 2], along: relay.path("192.0.2.7:1"))
    rig.receive([1], along: relay.path("192.0.2.7:2"))
    let statistics = rig.machine.statistics
    #expect(statistics.allocates == 2 && statistics.allocated == 1)
    #expect(statistics.createPermissions == 1 && statistics.channelBinds == 1)
    #expect(statistics.refusals == [401: 1, 403: 1])
    #expect(statistics.packetsToPeers == 1 && statistics.bytesToPeers == 3)
    #expect(statistics.packetsToClients == 2 && statistics.bytesToClients == 3)
  }
}
