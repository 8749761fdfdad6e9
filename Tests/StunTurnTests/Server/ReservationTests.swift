import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// EVEN-PORT and RESERVATION-TOKEN.
@Suite struct ReservationTests {
  private let id = TransactionID(high: 11, low: 12)

  // Points 30, 32, 36.
  @Test func `RFC 8656 §7.2 a reserved port is the next one and goes to whoever has the token`()
    throws
  {
    var rig = try makeServer()
    var rtp = TURNTestClient()
    let first = try rig.ask(&rtp, .allocate, [.transport(17), .evenPort(true)])
    let token = try #require(first.token)
    let even = try #require(first.relayed?.port)
    #expect(even % 2 == 0)
    #expect(first.types == [.xorRelayedAddress, .lifetime, .reservationToken, .xorMappedAddress])
    var rtcp = TURNTestClient("198.51.100.20:4001")
    let second = try rig.ask(&rtcp, .allocate, [.transport(17), .token(token)])
    #expect(second.relayed == first.relayed.map { Endpoint(address: $0.address, port: even + 1) })
    rig.permit(&rtcp, "192.0.2.7:1")
    let sent = rig.sendIndication(&rtcp, [.peer("192.0.2.7:1"), .data([1])])
    #expect(sent.first?.path?.remote == endpoint("192.0.2.7:1"))
    rig.machine.checkConsistency("after the token was used")
    var third = TURNTestClient("198.51.100.20:4002")
    let again = try rig.ask(&third, .allocate, [.transport(17), .token(token)])
    #expect(again.code == .insufficientCapacity)
  }

  // Point 36: the retransmission shows the same token.
  @Test func `RFC 8656 §7.2 a retransmission shows the same token`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let first = try rig.ask(&client, .allocate, [.transport(17), .evenPort(true)], id: id)
    let again = try rig.ask(&client, .allocate, [.transport(17), .evenPort(true)], id: id)
    #expect(first.token != nil && again.bytes == first.bytes)
  }

  // Point 32.
  @Test func `RFC 8656 §7.2 EVEN-PORT without the reservation takes one even port only`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    let outputs = rig.receive(
      client.signed(.allocate, [.transport(17), .evenPort(false)], id: id), along: client.path)
    guard case .action(.open(.udp(_, let port?), _)) = outputs[0] else {
      Issue.record("one socket is opened, not \(outputs)")
      return
    }
    #expect(port % 2 == 0)
    #expect(outputs.last.flatMap { Answer($0) }?.token == nil)
    #expect(rig.machine.reservations.isEmpty)
  }

  // Point 30.
  @Test func `RFC 8656 §7.2 a token with EVEN-PORT or a family is refused with 400`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    for piece in [
      TURNTestClient.Piece.evenPort(false), .evenPort(true), .family(1), .additionalFamily(2),
    ] {
      let answer = try rig.ask(&client, .allocate, [.transport(17), .token(1), piece])
      #expect(answer.code == .badRequest)
    }
    let malformed = try rig.ask(&client, .allocate, [.transport(17), .raw(0x0022, [1])])
    #expect(malformed.code == .badRequest)
  }

  // Point 30.
  @Test func `RFC 8656 §7.2 an unknown token, or another user's, is refused with 508`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let first = try rig.ask(&client, .allocate, [.transport(17), .evenPort(true)])
    let token = try #require(first.token)
    var bob = TURNTestClient("198.51.100.21:1")
    bob.user = "bob"
    bob.password = "builder"
    let unknown = try rig.ask(&bob, .allocate, [.transport(17), .token(token ^ 1)])
    let stolen = try rig.ask(&bob, .allocate, [.transport(17), .token(token)])
    #expect(unknown.code == .insufficientCapacity && stolen.code == .insufficientCapacity)
    #expect(rig.machine.reservations.count == 1)
  }

  // Point 30.
  @Test func `RFC 8656 §7.2 a reservation is held for 30 seconds, then its socket is closed`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    let first = try rig.ask(&client, .allocate, [.transport(17), .evenPort(true)])
    let token = try #require(first.token)
    let held = rig.advance(seconds: 29, milliseconds: 990)
    #expect(held.isEmpty)
    let outputs = rig.advance(milliseconds: 12)
    guard outputs.count == 1, case .action(.close) = outputs[0] else {
      Issue.record("one socket is closed, not \(outputs)")
      return
    }
    var second = TURNTestClient("198.51.100.20:4001")
    let answer = try rig.ask(&second, .allocate, [.transport(17), .token(token)])
    #expect(answer.code == .insufficientCapacity)
    #expect(rig.machine.holdings == ["alice": 1])
  }

  // Point 32.
  @Test func `RFC 8656 §7.2 a reservation with an additional family is refused with 400`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let reserved = try rig.ask(
      &client, .allocate, [.transport(17), .evenPort(true), .additionalFamily(2)])
    #expect(reserved.code == .badRequest)
    let malformed = try rig.ask(&client, .allocate, [.transport(17), .raw(0x0018, [])])
    #expect(malformed.code == .badRequest)
    let plain = try rig.ask(
      &client, .allocate, [.transport(17), .evenPort(false), .additionalFamily(2)])
    #expect(plain.isSuccess)
  }

  // Point 32.
  @Test func `RFC 8656 §7.2 a range without an even port, or without its successor, gets 508`()
    throws
  {
    var odd = try makeServer { $0.relayPorts = 50_001...50_001 }
    var client = TURNTestClient()
    let even = try odd.ask(&client, .allocate, [.transport(17), .evenPort(false)])
    #expect(even.code == .insufficientCapacity)
    var single = try makeServer { $0.relayPorts = 50_000...50_000 }
    client.nonce = []
    let pair = try single.ask(&client, .allocate, [.transport(17), .evenPort(true)])
    #expect(pair.code == .insufficientCapacity)
    let alone = try single.ask(&client, .allocate, [.transport(17), .evenPort(false)])
    #expect(alone.relayed?.port == 50_000)
  }

  // Point 26: a reserved port has no client yet.
  @Test func `packets for a reserved port are dropped`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.ask(&client, .allocate, [.transport(17), .evenPort(true)])
    let socket = try #require(rig.machine.reservations.values.first?.socket)
    let path = Path(
      socket: socket, local: address("203.0.113.9"), remote: endpoint("192.0.2.7:1"))
    let binding = client.plain(MessageType(.binding, .request), id: id)
    let outputs = rig.receive(binding, along: path)
    #expect(outputs.isEmpty)
    #expect(rig.machine.statistics.drops(.noRelay) == 1)
  }
}
