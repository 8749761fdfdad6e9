import SansIO
import Testing
import TestSupport

@testable import StunTurn

/// Which way answers leave, and what else may come by a socket.
@Suite struct TransportTests {
  private let id = TransactionID(high: 1, low: 2)

  // Point 10.
  @Test func `RFC 8489 §6.3.1.2 an answer leaves from the address the request came to`() throws {
    var rig = try makeServer()
    for local in ["198.51.100.1", "198.51.100.2"] {
      let client = TURNTestClient(local: local)
      let bytes = client.plain(MessageType(.binding, .request), id: id)
      let answer = rig.exchange(bytes, along: client.path)
      #expect(answer?.path == client.path)
    }
  }

  // Points 10, 28: the DTLS association is part of the way too.
  @Test func `RFC 8489 §6.3.1.2 an answer leaves by the association the request came by`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    client.path.session = 5
    let granted = try rig.ask(&client, .allocate, [.transport(17)])
    #expect(granted.isSuccess && granted.path?.session == 5)
    let closed = rig.tell(.departed(client.path))
    #expect(closed.contains { $0.action != nil })
    #expect(rig.machine.allocationCount == 0)
  }

  // Point 15.
  @Test func `RFC 7983 §7 datagrams that begin with neither 0 to 3 nor 64 to 79 are dropped`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    var dropped: UInt64 = 0
    for first in 0...255 where !(0...3).contains(first) {
      var bytes = client.plain(MessageType(.binding, .request), id: id)
      bytes[0] = UInt8(first)
      let outputs = rig.receive(bytes, along: client.path)
      #expect(outputs.isEmpty)
      dropped += (64...127).contains(first) ? 0 : 1
    }
    #expect(rig.machine.statistics.drops(.notForUs) == dropped)
  }

  // Point 59, as far as a machine can: DSCP and ECN are handed through.
  @Test func `RFC 8656 §14 DSCP and ECN are copied both ways`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.bind(&client, 0x4000, "192.0.2.7:1")
    rig.permit(&client, "192.0.2.8:1")
    let marking = Marking(trafficClass: 0xB9)
    let outward = rig.receive(
      channelData(0x4000, [1]), along: client.path, marking: marking)
    #expect(outward == [.sent([1], along: relay.path("192.0.2.7:1"), marked: marking)])
    for peer in ["192.0.2.7:1", "192.0.2.8:1"] {
      let inward = rig.receive([1], along: relay.path(peer), marking: marking)
      guard case .sent(_, _, let copied) = inward.first else {
        Issue.record("nothing was relayed")
        continue
      }
      #expect(copied == marking)
    }
  }

  // Point 27: peers elicit nothing by what they send.
  @Test func `RFC 8656 §21 a request at a relayed address is data and is not answered`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    let request = client.plain(MessageType(.binding, .request), id: id)
    let stranger = rig.receive(request, along: relay.path("192.0.2.7:1"))
    #expect(stranger.isEmpty)
    _ = try rig.ask(&client, .refresh, [.lifetime(0)])
    let late = rig.receive(request, along: relay.path("192.0.2.7:1"))
    #expect(late.isEmpty)
    #expect(rig.machine.statistics.drops(.noRelay) == 1)
  }
}
