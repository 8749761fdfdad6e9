import SansIO
import Testing
import TestSupport

@testable import StunTurn

/// What credentials made by the signalling side may do, and for how long.
@Suite struct ScopeTests {
  /// The kinds of holders that are limited.
  static let holders = [
    TURNTestClient.member(),
    .keyHolder(of: "198.51.100.20", at: "198.51.100.20:4000"),
  ]

  // MARK: Ports

  @Test(arguments: [0, 1])
  func `a holder's channel to a port below 1024 is refused with 403`(kind: Int) throws {
    var rig = try makeServer()
    var client = ScopeTests.holders[kind]
    _ = try rig.allocate(&client)
    for port in [1, 53, 1023] {
      let pieces = [TURNTestClient.Piece.channel(0x4000), .peer("192.0.2.7:\(port)")]
      let refused = try rig.ask(&client, .channelBind, pieces)
      #expect(refused.code == .forbidden && refused.isIntact(.sha1, key: client.key))
    }
    #expect(rig.machine.ledger.permissions.count == 0)
    #expect(rig.bind(&client, 0x4000, "192.0.2.7:1024"))
  }

  @Test(arguments: [0, 1])
  func `nothing passes between a holder and a port below 1024, whatever the permission`(
    kind: Int
  ) throws {
    var rig = try makeServer()
    var client = ScopeTests.holders[kind]
    let relay = try rig.allocate(&client)
    #expect(rig.permit(&client, "192.0.2.7:53"))
    for port in [53, 1023] {
      let sent = rig.sendIndication(&client, [.peer("192.0.2.7:\(port)"), .data([1])])
      let received = rig.receive([1], along: relay.path("192.0.2.7:\(port)"))
      #expect(sent.isEmpty && received.isEmpty)
    }
    #expect(rig.machine.statistics.drops(.deniedPeer) == 4)
    let sent = rig.sendIndication(&client, [.peer("192.0.2.7:1024"), .data([1])])
    let received = rig.receive([1], along: relay.path("192.0.2.7:1024"))
    #expect(sent.count == 1 && received.count == 1)
  }

  @Test(arguments: ["", "carol", "m.roomAAAAAAAAAAAA", "m.roomAAAAAAAAAAAA.short"])
  func `named users and other time-limited credentials are not limited`(name: String) throws {
    var rig = try makeServer {
      $0.limits.roomAllocationsPerMember = 0
      $0.limits.addressKeyAllocations = 0
      $0.limits.roomBurstBytes = 0
    }
    var client = TURNTestClient()
    if !name.isEmpty { client.beTimed(name, until: rig.now.unixSeconds + 60) }
    let relay = try rig.allocate(&client)
    #expect(rig.bind(&client, 0x4000, "192.0.2.7:53"))
    rig.permit(&client, "192.0.2.8:53")
    let passed = [
      rig.receive(channelData(0x4000, [1]), along: client.path),
      rig.receive([1], along: relay.path("192.0.2.7:53")),
      rig.sendIndication(&client, [.peer("192.0.2.8:53"), .data([1])]),
      rig.receive([1], along: relay.path("192.0.2.8:53")),
    ]
    #expect(passed.allSatisfy { $0.count == 1 })
    #expect(rig.machine.meters.count == 0)
  }

  @Test func `a named user whose name looks like a member's is not limited`() throws {
    let name = "1750003600:m.roomAAAAAAAAAAAA.memberAAAAAAAAAA"
    var rig = try makeServer {
      $0.accounts = try! Accounts(
        realm: "example.org", users: [(name, "static"), ("m.a.b", "static")], secrets: ["shh"])
    }
    var client = TURNTestClient()
    (client.user, client.password) = (name, "static")
    _ = try rig.allocate(&client)
    #expect(rig.bind(&client, 0x4000, "192.0.2.7:53"))
  }

  // MARK: Quotas

  @Test(arguments: [1, 2, 3, 16] as [UInt8])
  func `a member gets 8 allocations on all loops together, wherever they fall`(
    loops: UInt8
  ) throws {
    let town = try LoopTown(loops)
    var granted = 0
    for port in 1...40 {
      var client = TURNTestClient.member(
        at: "198.51.100.20:\(port)", until: 1_750_000_000 + Int64(port))
      let code = try town.ask(&client, on: port % Int(loops), .allocate, [.transport(17)])
      #expect(code == (granted < 8 ? nil : .allocationQuotaReached))
      if code == nil { granted += 1 }
    }
    #expect(granted == 8)
    var other = TURNTestClient.member("memberBBBBBBBBBB", at: "198.51.100.20:99")
    #expect(try town.ask(&other, on: 0, .allocate, [.transport(17)]) == nil)
  }

  @Test(arguments: [1, 2, 3, 16] as [UInt8])
  func `a key for an address gets 4 allocations, even if all fall on one loop`(
    loops: UInt8
  ) throws {
    for loop in 0..<Int(loops) {
      let town = try LoopTown(loops)
      for port in 1...10 {
        var client = TURNTestClient.keyHolder(of: "198.51.100.20", at: "198.51.100.20:\(port)")
        let code = try town.ask(&client, on: loop, .allocate, [.transport(17)])
        #expect(code == (port <= 4 ? nil : .allocationQuotaReached))
      }
    }
  }

  @Test func `a member's port in reserve counts, and what ends is free again`() throws {
    var rig = try makeServer { $0.limits.roomAllocationsPerMember = 2 }
    var first = TURNTestClient.member(at: "198.51.100.20:1")
    _ = try rig.allocate(&first, [.evenPort(true)])
    var second = TURNTestClient.member(at: "198.51.100.20:2")
    let refused = try rig.ask(&second, .allocate, [.transport(17)])
    #expect(refused.code == .allocationQuotaReached)
    _ = try rig.ask(&first, .refresh, [.lifetime(0)])
    let granted = try rig.ask(&second, .allocate, [.transport(17)])
    #expect(granted.isSuccess)
  }

  // MARK: Addresses

  @Test(arguments: [
    ("198.51.100.20", "198.51.100.20:4000", true), ("198.51.100.21", "198.51.100.20:4000", false),
    ("2001:db8:1::7", "[2001:db8:1::20]:4000", true),
    ("2001:db8:1:1::20", "[2001:db8:1::20]:4000", false),
    ("198.51.100.20", "[2001:db8:1::20]:4000", false),
  ])
  func `a key for an address allocates from there alone, 403 elsewhere`(
    own: String, client address: String, isAdmitted: Bool
  ) throws {
    var rig = try makeServer()
    var client = TURNTestClient.keyHolder(of: own, at: address)
    let answer = try rig.ask(&client, .allocate, [.transport(17)])
    #expect(answer.isSuccess == isAdmitted)
    #expect(answer.code == (isAdmitted ? nil : .forbidden))
    #expect(answer.isIntact(.sha1, key: client.key))
    #expect(rig.machine.allocationCount == (isAdmitted ? 1 : 0))
  }

  @Test func `what counts is the address a client really has, not that of a proxy`() throws {
    var rig = try makeServer()
    var client = TURNTestClient.keyHolder(of: "198.51.100.20", at: "192.0.2.99:4000")
    rig.fetchNonce(&client)
    let bytes = client.signed(.allocate, [.transport(17)], id: client.freshID())
    let origin = endpoint("198.51.100.20:4000")
    let outputs = rig.receive(bytes, along: client.path, origin: origin)
    #expect(outputs.compactMap { Answer($0) }.last?.isSuccess == true)
  }

  // MARK: Time

  @Test func `a member allocates until the credential ends, and refreshes a day longer`() throws {
    var rig = try makeServer()
    let start = rig.now.unixSeconds
    var client = TURNTestClient.member(until: start + 100)
    _ = try rig.allocate(&client)
    rig.advance(seconds: 99)
    var next = TURNTestClient.member(at: "198.51.100.20:2", until: start + 100)
    let early = try rig.ask(&next, .allocate, [.transport(17)])
    rig.advance(seconds: 1)
    var last = TURNTestClient.member(at: "198.51.100.20:3", until: start + 100)
    let late = try rig.ask(&last, .allocate, [.transport(17)])
    #expect(early.isSuccess && late.code == .unauthenticated)
    #expect(rig.bind(&client, 0x4000, "192.0.2.7:7000"))
    while rig.now.unixSeconds < start + 83_000 {
      let refreshed = try rig.ask(&client, .refresh, [.lifetime(3600)])
      let left = start + 100 + 86_400 - rig.now.unixSeconds
      #expect(refreshed.lifetime == UInt32(min(3600, left)))
      rig.advance(seconds: 3500)
    }
    rig.advance(seconds: UInt64(start + 100 + 86_400 - rig.now.unixSeconds))
    let refused = try rig.ask(&client, .refresh)
    #expect(refused.code == .unauthenticated && rig.machine.allocationCount == 0)
  }

  @Test func `without leave to overstay an allocation ends with its credential`() throws {
    var rig = try makeServer { $0.limits.roomOverstaySeconds = 0 }
    var client = TURNTestClient.member(until: rig.now.unixSeconds + 100)
    let made = try rig.ask(&client, .allocate, [.transport(17)])
    #expect(made.lifetime == 100)
    rig.advance(seconds: 40)
    let refreshed = try rig.ask(&client, .refresh, [.lifetime(3600)])
    #expect(refreshed.lifetime == 60)
    rig.advance(seconds: 61)
    #expect(rig.machine.allocationCount == 0)
  }

  @Test func `a member's newer credential extends what an older one allocated`() throws {
    var rig = try makeServer { $0.limits.roomOverstaySeconds = 0 }
    var client = TURNTestClient.member(until: rig.now.unixSeconds + 100)
    _ = try rig.allocate(&client)
    let newer = TURNTestClient.member(until: rig.now.unixSeconds + 2000)
    (client.user, client.password) = (newer.user, newer.password)
    let refreshed = try rig.ask(&client, .refresh, [.lifetime(3600)])
    #expect(refreshed.lifetime == 2000)
  }

  @Test func `other time-limited credentials end all at once, and cut no lifetime`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    client.beTimed("carol", until: rig.now.unixSeconds + 100)
    let made = try rig.ask(&client, .allocate, [.transport(17), .lifetime(3600)])
    #expect(made.lifetime == 3600)
    rig.advance(seconds: 100)
    let refused = try rig.ask(&client, .refresh)
    #expect(refused.code == .unauthenticated && rig.machine.allocationCount == 1)
  }

  // MARK: Leaving

  @Test(arguments: [1, 2] as [UInt8])
  func `a member who leaves loses what every credential of theirs allocated, on every loop`(
    loops: UInt8
  ) throws {
    let scope = try #require(RelayScope(name: "m.roomAAAAAAAAAAAA.memberAAAAAAAAAA"))
    let town = try LoopTown(loops)
    for number in 1...4 {
      var client = TURNTestClient.member(
        at: "198.51.100.20:\(number)", until: 1_750_000_000 + Int64(number) * 100)
      #expect(try town.ask(&client, on: number % Int(loops), .allocate, [.transport(17)]) == nil)
    }
    var other = TURNTestClient.member("memberBBBBBBBBBB", at: "198.51.100.20:9")
    #expect(try town.ask(&other, on: 0, .allocate, [.transport(17)]) == nil)
    let closed = town.obey(.revoke(user: scope.name))
    #expect(closed == 4 && town.allocations == 1)
    #expect(town.held == ["m.roomAAAAAAAAAAAA.memberBBBBBBBBBB": 1])
    town.checkBooks("after one left")
  }
}
