import SansIO
import Testing
import TestSupport

@testable import StunTurn

@Suite struct SendTests {
  // Point 45.
  @Test(arguments: Side.allCases)
  func `RFC 8656 §11.2 a Send indication goes to a permitted peer from the relayed address`(
    side: Side
  ) throws {
    var rig = try makeServer()
    var client = TURNTestClient(side.client)
    let relay = try rig.allocate(&client, [.family(side.family)])
    rig.permit(&client, side.peer)
    let outputs = rig.sendIndication(&client, [.peer(side.samePeerOtherPort), .data([1, 2, 3])])
    #expect(outputs == [.sent([1, 2, 3], along: relay.path(side.samePeerOtherPort))])
    #expect(rig.machine.statistics.packetsToPeers == 1)
    #expect(rig.machine.statistics.bytesToPeers == 3)
  }

  // Points 45, 39.
  @Test func `RFC 8656 §11.2 a Send without peer, data, permission or allocation is dropped`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    rig.permit(&client, "192.0.2.7:1")
    let wrong: [[TURNTestClient.Piece]] = [
      [.data([1])], [.peer("192.0.2.7:1")], [.peer("192.0.2.8:1"), .data([1])],
      [.raw(0x0012, [0, 1, 2]), .data([1])], [.peer(Side.v6.peer), .data([1])], [],
    ]
    for pieces in wrong {
      let outputs = rig.sendIndication(&client, pieces)
      #expect(outputs.isEmpty)
    }
    var stranger = TURNTestClient("198.51.100.99:1")
    let outputs = rig.sendIndication(&stranger, [.peer("192.0.2.7:1"), .data([1])])
    #expect(outputs.isEmpty)
    #expect(rig.machine.statistics.drops(.malformedIndication) == 5)
    #expect(rig.machine.statistics.drops(.noPermission) == 1)
    #expect(rig.machine.statistics.drops(.noAllocation) == 1)
  }

  // Point 45.
  @Test func `RFC 8656 §11.2 a Send indication makes no permission`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.sendIndication(&client, [.peer("192.0.2.7:1"), .data([1])])
    let inward = rig.receive([1], along: relay.path("192.0.2.7:1"))
    #expect(inward.isEmpty)
  }

  // Points 45, 50, 51: the permission is for the address, the policy for the port.
  @Test func `RFC 8656 §11.2 a Send to a port the policy denies is dropped`() throws {
    var rig = try makeServer { $0.listeners.append(endpoint("192.0.2.7:3478")) }
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    rig.permit(&client, "192.0.2.7:1")
    for peer in ["192.0.2.7:0", "192.0.2.7:3478"] {
      let outputs = rig.sendIndication(&client, [.peer(peer), .data([1])])
      #expect(outputs.isEmpty)
    }
    let allowed = rig.sendIndication(&client, [.peer("192.0.2.7:3479"), .data([1])])
    #expect(allowed.count == 1)
    #expect(rig.machine.statistics.drops(.deniedPeer) == 2)
  }

  // Point 46.
  @Test func `RFC 8656 §14 DONT-FRAGMENT is honoured between IPv4 sides and ignored elsewhere`()
    throws
  {
    for (from, to) in [(Side.v4, Side.v4), (.v4, .v6), (.v6, .v4), (.v6, .v6)] {
      var rig = try makeServer()
      var client = TURNTestClient(from.client)
      let relay = try rig.allocate(&client, [.family(to.family)])
      rig.permit(&client, to.peer)
      let outputs = rig.sendIndication(&client, [.peer(to.peer), .data([1]), .dontFragment])
      let marking = Marking(dontFragment: from == .v4 && to == .v4)
      #expect(outputs == [.sent([1], along: relay.path(to.peer), marked: marking)])
    }
  }

  // Point 44: what a permission needs, a packet does not: the family was checked before.
  @Test func `a payload that cannot be wrapped up is dropped, the largest that can is relayed`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.permit(&client, "192.0.2.7:1")
    let largest = [UInt8](repeating: 1, count: TURNServer.largestWrapped)
    let relayed = rig.receive(largest, along: relay.path("192.0.2.7:1"))
    #expect(relayed.first.flatMap { Answer($0) }?.data == largest)
    #expect((relayed.first?.bytes?.count ?? .max) <= 65_507)
    for extra in [1, 51, 1000] {
      let more = [UInt8](repeating: 1, count: 65_456 + extra)
      let outputs = rig.receive(more, along: relay.path("192.0.2.7:1"))
      #expect(outputs.isEmpty)
    }
    #expect(rig.machine.statistics.drops(.tooLarge) == 3)
  }
}
