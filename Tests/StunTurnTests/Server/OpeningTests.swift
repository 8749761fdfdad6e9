import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// Relay ports and the sockets bound to them.
@Suite struct OpeningTests {
  private let id = TransactionID(high: 7, low: 8)

  // Point 37.
  @Test func `RFC 8656 §7.2 relay ports are random, of the range, and even as wished`() throws {
    var ports: [UInt16] = []
    for seed in 0..<64 as Range<UInt64> {
      var rig = try makeServer(seed: seed)
      var client = TURNTestClient()
      let pieces: [TURNTestClient.Piece] = seed % 2 == 0 ? [] : [.evenPort(false)]
      let port = try rig.allocate(&client, pieces).endpoint.port
      #expect(port >= 49_152)
      if seed % 2 == 1 { #expect(port % 2 == 0) }
      ports.append(port)
    }
    #expect(Set(ports).count > 60)
    #expect(zip(ports, ports.dropFirst()).filter { $1 > $0 && $1 - $0 < 4 }.count < 4)
  }

  // Points 36, 58.
  @Test func `RFC 8656 §7.2 the success leaves only when the socket is bound`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    rig.answer = { _, _ in nil }
    let request = client.signed(.allocate, [.transport(17)], id: id)
    let outputs = rig.receive(request, along: client.path)
    guard outputs.count == 1,
      case .action(.open(.udp(let local, let port?), let ticket)) = outputs[0]
    else {
      Issue.record("one opening, not \(outputs)")
      return
    }
    let again = rig.receive(request, along: client.path)
    #expect(again.isEmpty)
    let other = rig.exchange(
      client.signed(.allocate, [.transport(17)], id: client.freshID()), along: client.path)
    #expect(other?.code == .allocationMismatch)
    let refresh = rig.exchange(client.signed(.refresh, id: client.freshID()), along: client.path)
    #expect(refresh?.code == .allocationMismatch)
    let bound = rig.tell(
      .opened(ticket, .socket(.test(50), Endpoint(address: local, port: port))))
    let success = bound.first.flatMap { Answer($0) }
    #expect(success?.id == id && success?.relayed?.port == port)
  }

  // Point 34.
  @Test func `RFC 8656 §7.2 a port in use is replaced by another, up to a limit, then 508`() throws
  {
    var rig = try makeServer { $0.limits.bindAttempts = 5 }
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    rig.answer = { _, _ in .failed(.addressInUse) }
    let outputs = rig.receive(
      client.signed(.allocate, [.transport(17)], id: id), along: client.path)
    let ports = outputs.compactMap { output -> UInt16? in
      guard case .action(.open(.udp(_, let port), _)) = output else { return nil }
      return port
    }
    #expect(ports.count == 5 && Set(ports).count == 5)
    #expect(outputs.last.flatMap { Answer($0) }?.code == .insufficientCapacity)
    #expect(rig.machine.allocationCount == 0)
    #expect(rig.machine.holdings.isEmpty)
  }

  // Point 34.
  @Test func `RFC 8656 §7.2 a bind that cannot succeed is answered with 508 at once`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    rig.answer = { _, _ in .failed(.system(24)) }
    let outputs = rig.receive(
      client.signed(.allocate, [.transport(17)], id: id), along: client.path)
    let answer = outputs.last.flatMap { Answer($0) }
    #expect(outputs.count == 2 && answer?.code == .insufficientCapacity)
    #expect(answer?.isIntact(.sha1, key: client.key) == true)
  }

  @Test func `a socket that comes after its client has gone is closed`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    rig.answer = { _, _ in nil }
    let outputs = rig.receive(
      client.signed(.allocate, [.transport(17)], id: id), along: client.path)
    guard case .action(.open(_, let ticket)) = outputs[0] else {
      Issue.record("no opening")
      return
    }
    rig.tell(.departed(client.path))
    let late = rig.tell(
      .opened(ticket, .socket(.test(50), endpoint("203.0.113.9:50000"))))
    #expect(late == [.action(.close(.test(50)))])
    // What was received by it meanwhile is not taken for a client's.
    let stray = rig.receive(
      client.plain(MessageType(.binding, .request), id: id),
      along: Path(
        socket: .test(50), local: address("203.0.113.9"), remote: endpoint("192.0.2.7:1")))
    #expect(stray.isEmpty)
    let pair = rig.tell(
      .opened(ticket, .pair(.test(51), .test(52), endpoint("203.0.113.9:50000"))))
    #expect(pair == [.action(.close(.test(51))), .action(.close(.test(52)))])
  }

  @Test func `a socket that never comes holds an allocation no longer than 40 seconds`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    rig.answer = { _, _ in nil }
    rig.receive(client.signed(.allocate, [.transport(17)], id: id), along: client.path)
    rig.advance(seconds: 39)
    #expect(rig.machine.allocationCount == 1)
    rig.advance(seconds: 1, milliseconds: 2)
    #expect(rig.machine.allocationCount == 0)
    let news = rig.news()
    #expect(news.isEmpty)
  }

  // Point 37.
  @Test func `a walk visits every port that will do once, and no other`() {
    for seed in 0..<64 as Range<UInt64> {
      var entropy = Entropy(seed: seed)
      let last = 50_001 + UInt16(seed)
      for (parity, step) in [(PortWalk.Parity.any, 1), (.even, 2), (.pair, 2)] {
        var walk = PortWalk(50_001...last, parity, attempts: .max, from: &entropy)
        var ports: [UInt16] = []
        while let port = walk.next() { ports.append(port) }
        let first: UInt16 = step == 1 ? 50_001 : 50_002
        let top = parity == .pair ? last - 1 : last
        #expect(
          ports.sorted() == Array(stride(from: first, through: max(top, first - 1), by: step)))
      }
    }
  }
}
