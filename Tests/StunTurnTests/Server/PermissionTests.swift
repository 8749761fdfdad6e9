import SansIO
import Testing
import TestSupport

@testable import StunTurn

@Suite struct PermissionTests {
  // Point 43.
  @Test(arguments: Side.allCases)
  func `RFC 8656 §9 a permission is for an address on any port and lasts exactly 300 seconds`(
    side: Side
  ) throws {
    var rig = try makeServer()
    var client = TURNTestClient(side.client)
    let relay = try rig.allocate(&client, [.family(side.family)])
    let granted = rig.permit(&client, side.peer)
    #expect(granted)
    let first = rig.receive([1], along: relay.path(side.peer))
    let second = rig.receive([1], along: relay.path(side.samePeerOtherPort))
    let other = rig.receive([1], along: relay.path(side.otherPeer))
    #expect(first.count == 1 && second.count == 1 && other.isEmpty)
    rig.advance(seconds: 299, milliseconds: 999)
    let last = rig.receive([1], along: relay.path(side.peer))
    #expect(last.count == 1)
    rig.advance(milliseconds: 1)
    let late = rig.receive([1], along: relay.path(side.peer))
    #expect(late.isEmpty)
  }

  // Point 43.
  @Test func `RFC 8656 §9 data in either direction does not prolong a permission`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.permit(&client, "192.0.2.7:7000")
    for _ in 0..<3 {
      rig.advance(seconds: 99)
      let inward = rig.receive([1], along: relay.path("192.0.2.7:7000"))
      let outward = rig.sendIndication(&client, [.peer("192.0.2.7:7000"), .data([2])])
      #expect(inward.count == 1 && outward.count == 1)
    }
    rig.advance(seconds: 3)
    let inward = rig.receive([1], along: relay.path("192.0.2.7:7000"))
    let outward = rig.sendIndication(&client, [.peer("192.0.2.7:7000"), .data([2])])
    #expect(inward.isEmpty && outward.isEmpty)
  }

  // Point 43.
  @Test func `RFC 8656 §9 CreatePermission and ChannelBind start the 300 seconds anew`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client, [.lifetime(3600)])
    rig.permit(&client, "192.0.2.7:0")
    rig.advance(seconds: 200)
    rig.permit(&client, "192.0.2.7:7000")
    rig.advance(seconds: 200)
    let afterFirst = rig.receive([1], along: relay.path("192.0.2.7:7000"))
    #expect(afterFirst.count == 1)
    rig.bind(&client, 0x4000, "192.0.2.7:9000")
    rig.advance(seconds: 200)
    let afterSecond = rig.receive([1], along: relay.path("192.0.2.7:7000"))
    #expect(afterSecond.count == 1)
    rig.advance(seconds: 100)
    let late = rig.receive([1], along: relay.path("192.0.2.7:7000"))
    #expect(late.isEmpty)
  }

  // Point 43.
  @Test func `RFC 8656 §9 a permission of one allocation says nothing about another`() throws {
    var rig = try makeServer()
    var alice = TURNTestClient()
    var neighbour = TURNTestClient("198.51.100.21:4000")
    _ = try rig.allocate(&alice)
    let relay = try rig.allocate(&neighbour)
    rig.permit(&alice, "192.0.2.7:7000")
    let outputs = rig.receive([1], along: relay.path("192.0.2.7:7000"))
    #expect(outputs.isEmpty)
    #expect(rig.machine.statistics.drops(.noPermission) == 1)
  }

  // Point 44.
  @Test func `RFC 8656 §10.2 one invalid peer refuses all with 400 and none is installed`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    let answer = try rig.ask(
      &client, .createPermission, [.peer("192.0.2.7:1"), .raw(0x0012, [0, 1, 2])])
    #expect(answer.code == .badRequest)
    let outputs = rig.receive([1], along: relay.path("192.0.2.7:1"))
    #expect(outputs.isEmpty)
  }

  // Point 44.
  @Test func `RFC 8656 §10.2 several peers are permitted at once`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    let answer = try rig.ask(
      &client, .createPermission, [.peer("192.0.2.7:1"), .peer("192.0.2.8:1")])
    #expect(answer.isSuccess && answer.types.isEmpty)
    #expect(answer.isIntact(.sha1, key: client.key))
    for peer in ["192.0.2.7:5", "192.0.2.8:5"] {
      let outputs = rig.receive([1], along: relay.path(peer))
      #expect(outputs.count == 1)
    }
  }

  // Point 44.
  @Test func `RFC 8656 §10.2 a request without a peer is refused with 400`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    let answer = try rig.ask(&client, .createPermission)
    #expect(answer.code == .badRequest)
  }

  // Point 44.
  @Test(arguments: Side.allCases)
  func `RFC 8656 §10.2 a peer of the other family is refused with 443, all others with it`(
    side: Side
  ) throws {
    var rig = try makeServer()
    var client = TURNTestClient(side.client)
    let relay = try rig.allocate(&client, [.family(side.family)])
    let answer = try rig.ask(
      &client, .createPermission, [.peer(side.peer), .peer(side.foreignPeer)])
    #expect(answer.code == .peerAddressFamilyMismatch)
    let outputs = rig.receive([1], along: relay.path(side.peer))
    #expect(outputs.isEmpty)
  }

  // Points 44, 51, 52.
  @Test(arguments: [
    "127.0.0.1:1", "0.0.0.0:1", "224.0.0.1:1", "255.255.255.255:1", "10.0.0.1:1",
    "169.254.169.254:80",
  ])
  func `RFC 8656 §10.2 a peer the policy denies is refused with 403`(peer: String) throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    let answer = try rig.ask(&client, .createPermission, [.peer("192.0.2.7:1"), .peer(peer)])
    #expect(answer.code == .forbidden)
    #expect(answer.isIntact(.sha1, key: client.key))
  }

  // Points 51, 52.
  @Test(arguments: [
    "[::1]:1", "[::]:1", "[ff02::1]:1", "[fe80::1]:1", "[fd00::1]:1", "[2002:7f00:1::1]:1",
    "[2001:0:1::1]:1",
  ])
  func `RFC 6156 §9.1 tunnelled, local and multicast IPv6 peers are refused with 403`(
    peer: String
  ) throws {
    var rig = try makeServer()
    var client = TURNTestClient(Side.v6.client)
    _ = try rig.allocate(&client, [.family(2)])
    let permission = try rig.ask(&client, .createPermission, [.peer(peer)])
    let channel = try rig.ask(&client, .channelBind, [.channel(0x4000), .peer(peer)])
    #expect(permission.code == .forbidden && channel.code == .forbidden)
  }

  // Point 44.
  @Test func `RFC 8656 §10.2 too many permissions are refused with 508 and none is added`()
    throws
  {
    var rig = try makeServer { $0.limits.permissionsPerAllocation = 3 }
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.permit(&client, "192.0.2.1:1")
    let peers = (1...4).map { TURNTestClient.Piece.peer("192.0.2.\($0):1") }
    let answer = try rig.ask(&client, .createPermission, peers)
    #expect(answer.code == .insufficientCapacity)
    let outputs = rig.receive([1], along: relay.path("192.0.2.2:1"))
    #expect(outputs.isEmpty)
    let again = try rig.ask(&client, .createPermission, peers.dropLast() + [peers[0]])
    #expect(again.isSuccess)
  }

  // Point 44: a failed request refreshes nothing either.
  @Test func `RFC 8656 §10.2 a refused request does not refresh the permissions it names`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.permit(&client, "192.0.2.7:1")
    rig.advance(seconds: 200)
    let answer = try rig.ask(
      &client, .createPermission, [.peer("192.0.2.7:1"), .peer("127.0.0.1:1")])
    #expect(answer.code == .forbidden)
    rig.advance(seconds: 100)
    let outputs = rig.receive([1], along: relay.path("192.0.2.7:1"))
    #expect(outputs.isEmpty)
  }
}
