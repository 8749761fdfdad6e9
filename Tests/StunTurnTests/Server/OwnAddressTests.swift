import SansIO
import Testing
import TestSupport

@testable import StunTurn

/// Peers that are ourselves (RFC 8656 section 21.1.7).
@Suite struct OwnAddressTests {
  /// Binds channels between two clients' allocations and passes a packet each way.
  private func checkPassage(_ rig: inout Rig<TURNServer>) throws {
    var alice = TURNTestClient("198.51.100.20:4000")
    var bob = TURNTestClient("198.51.100.21:4000")
    let first = try rig.allocate(&alice)
    let second = try rig.allocate(&bob)
    let isBound = rig.bind(&alice, 0x4000, second.endpoint.description)
    let isPermitted = rig.permit(&bob, first.endpoint.description)
    #expect(isBound && isPermitted)
    let between = Path(
      socket: first.socket, local: first.local,
      remote: Endpoint(address: second.local, port: second.endpoint.port))
    let outward = rig.receive(channelData(0x4000, [1]), along: alice.path)
    #expect(outward == [.sent([1], along: between)])
    let arrival = Path(
      socket: second.socket, local: second.local,
      remote: Endpoint(address: first.local, port: first.endpoint.port))
    let inward = rig.receive([1], along: arrival)
    #expect(inward.first.flatMap { Answer($0) }?.peer == first.endpoint)
    let reply = rig.sendIndication(
      &bob, [.peer(first.endpoint.description), .data([2])])
    #expect(reply == [.sent([2], along: arrival)])
    let back = rig.receive([2], along: between)
    #expect(back == [.sent(channelData(0x4000, [2]), along: alice.path)])
  }

  // Point 50.
  @Test func `RFC 8656 §21.1.7 two allocations of one server may speak to each other`() throws {
    var rig = try makeServer()
    try checkPassage(&rig)
  }

  // Point 50.
  @Test func `RFC 8656 §21.1.7 they may behind a NAT that turns nothing around`() throws {
    var rig = try makeServer {
      $0.relays = [
        RelayAddress(local: address("10.0.0.5"), external: address("203.0.113.77"))
      ]
    }
    try checkPassage(&rig)
  }

  // Point 50.
  @Test func `RFC 8656 §21.1.7 they may on a private address that is our own`() throws {
    var rig = try makeServer { $0.relays = [RelayAddress(local: address("10.0.0.5"))] }
    try checkPassage(&rig)
  }

  // Point 50.
  @Test(arguments: ["198.51.100.1:3478", "203.0.113.9:3478", "203.0.113.9:22"])
  func `RFC 8656 §21.1.7 our listeners and the rest of our host are refused with 403`(
    peer: String
  ) throws {
    var rig = try makeServer { $0.listeners.append(endpoint("203.0.113.9:3478")) }
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    let answer = try rig.ask(&client, .channelBind, [.channel(0x4000), .peer(peer)])
    #expect(answer.code == .forbidden)
    rig.permit(&client, peer)
    let outputs = rig.sendIndication(&client, [.peer(peer), .data([1])])
    #expect(outputs.isEmpty)
  }
}
