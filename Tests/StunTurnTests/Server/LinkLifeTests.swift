import SansIO
import Testing
import TestSupport

@testable import StunTurn

/// How streams of clients begin and end, and what they may cost.
@Suite struct LinkLifeTests {
  private let id = TransactionID(high: 1, low: 2)
  private let peer = "192.0.2.7:7000"

  private func binding(_ client: TURNTestClient) -> [UInt8] {
    client.plain(MessageType(.binding, .request), id: id)
  }

  private func isCut(_ outputs: [Output], _ client: TURNTestClient) -> Bool {
    outputs.contains { $0.action == client.link.map { .abort($0) } }
  }

  // MARK: What is not for us

  // Points 1, 14, 15.
  @Test func `RFC 8489 §6.2.2 a stream that carries neither STUN nor ChannelData is closed`() throws
  {
    for first in 128...255 as ClosedRange<UInt8> {
      var rig = try makeServer()
      let client = rig.connect()
      #expect(isCut(rig.receive([first], from: client), client))
      #expect(rig.machine.links.count == 0 && rig.machine.deadline == nil)
      #expect(rig.machine.statistics.linksSpoiled == 1)
    }
  }

  // Points 1, 9.
  @Test(arguments: ["length", "cookie", "fingerprint", "attribute"])
  func `RFC 8489 §6.3 a stream with a broken message is closed`(_ fault: String) throws {
    var rig = try makeServer()
    var client = rig.connect()
    _ = try rig.allocate(&client)
    client.hasFingerprint = true
    var bytes = client.plain(MessageType(.binding, .request), [.lifetime(1)], id: id)
    switch fault {
    case "length": bytes[3] += 1
    case "cookie": bytes[4] ^= 1
    case "fingerprint": bytes[bytes.count - 1] ^= 1
    default: bytes[23] = 200
    }
    let outputs = rig.receive(bytes, from: client)
    #expect(isCut(outputs, client) && !outputs.contains { $0.link != nil })
    #expect(rig.machine.allocationCount == 0)
  }

  @Test func `RFC 8656 §12.6 ChannelData nobody bound is dropped and harms nothing`() throws {
    var rig = try makeServer()
    let client = rig.connect()
    let outputs = rig.receive(paddedChannelData(0x4000, [1]) + binding(client), from: client)
    #expect(outputs.count == 1 && rig.machine.statistics.drops(.unboundChannel) == 1)
  }

  // MARK: Allocations

  // Point 28.
  @Test func `RFC 8656 §5 the 5-tuple of an allocation includes the transport and the stream`()
    throws
  {
    var rig = try makeServer()
    var stream = rig.connect(1)
    var other = rig.connect(2)
    var datagrams = TURNTestClient("198.51.100.20:4000")
    let relays = [
      try rig.allocate(&stream), try rig.allocate(&other), try rig.allocate(&datagrams),
    ]
    #expect(Set(relays.map(\.endpoint)).count == 3 && rig.machine.allocationCount == 3)
    let id = stream.freshID()
    let second = try rig.ask(&stream, .allocate, [.transport(17)], id: id)
    #expect(second.code == .allocationMismatch)
    rig.machine.checkConsistency("three allocations")
  }

  // Points 11, 28.
  @Test func `RFC 8656 §7.2 a repeated Allocate over a stream gets the same answer`() throws {
    var rig = try makeServer()
    var client = rig.connect()
    let id = client.freshID()
    let first = try rig.ask(&client, .allocate, [.transport(17)], id: id)
    let again = try rig.ask(&client, .allocate, [.transport(17)], id: id)
    #expect(first.isSuccess && first.relayed == again.relayed)
    #expect(rig.machine.allocationCount == 1)
  }

  // Point 29.
  @Test func `RFC 8656 §7.2 an unknown transport is refused over a stream`() throws {
    var rig = try makeServer()
    var client = rig.connect()
    let answer = try rig.ask(&client, .allocate, [.transport(132)])
    #expect(answer.code == .unsupportedTransportProtocol)
    #expect(try rig.ask(&client, .allocate).code == .badRequest)
  }

  // Point 38.
  @Test(arguments: [true, false])
  func `RFC 8656 §5 an allocation over a stream dies with the connection`(isHalfClose: Bool) throws
  {
    var rig = try makeServer()
    var client = rig.connect()
    let link = try #require(client.link)
    let relay = try rig.allocate(&client)
    rig.bind(&client, 0x4000, peer)
    _ = rig.news()
    let outputs = isHalfClose ? rig.end(link) : rig.close(link, .reset)
    #expect(outputs.contains(.action(.close(relay.socket))))
    #expect(outputs.contains(.action(.finish(link))) == isHalfClose)
    #expect(rig.machine.allocationCount == 0 && rig.machine.links.count == 0)
    guard case .ended(_, relay.endpoint, "alice", .departed) = rig.news().first else {
      Issue.record("nobody was told")
      return
    }
    rig.machine.checkConsistency("after the end")
    let late = rig.receive([1], along: relay.path(peer))
    #expect(late.isEmpty && rig.machine.statistics.drops(.noRelay) == 1)
  }

  @Test func `a stream that closes while its socket is being opened leaves nothing`() throws {
    var rig = try makeServer()
    var client = rig.connect()
    rig.fetchNonce(&client)
    let answer = rig.answer
    rig.answer = { _, _ in nil }
    let bytes = client.signed(.allocate, [.transport(17)], id: client.freshID())
    let asked = rig.receive(bytes, from: client)
    guard case .action(.open(let opening, let ticket)) = asked.first else {
      Issue.record("nothing was asked for")
      return
    }
    rig.close(try #require(client.link), .reset)
    let opened = try #require(answer(opening, ticket))
    let outputs = rig.tell(.opened(ticket, opened))
    guard case .action(.close) = outputs.first else {
      Issue.record("the socket stays: \(outputs)")
      return
    }
    #expect(rig.machine.allocationCount == 0 && rig.machine.deadline == nil)
  }

  // MARK: Back-pressure

  @Test(arguments: [true, false])
  func `RFC 8656 §12.6 what a busy client does not take is dropped, and its stream stays open`(
    isChannel: Bool
  ) throws {
    var rig = try makeServer()
    var client = rig.connect()
    let link = try #require(client.link)
    let relay = try rig.allocate(&client)
    if isChannel { rig.bind(&client, 0x4000, peer) } else { rig.permit(&client, peer) }
    rig.stalled = [link]
    let payload = Array(repeating: 1 as UInt8, count: 50_000)
    for _ in 0..<100 {
      let outputs = rig.receive(payload, along: relay.path(peer))
      #expect(outputs.allSatisfy { $0.link == link })
    }
    let statistics = rig.machine.statistics
    #expect(statistics.packetsToClients == 6 && statistics.drops(.clientBusy) == 94)
    // An answer still fits.
    #expect(try rig.ask(&client, .refresh).isSuccess)
    rig.stalled = []
    rig.drain(link)
    let outputs = rig.receive([1], along: relay.path(peer))
    #expect(outputs.count == 1)
  }

  // MARK: Strangers

  // Point 14.
  @Test func `RFC 8489 §6.2.2 a stream without a whole first message is closed`() throws {
    for bytes in [[], [0, 1, 0], [64]] as [[UInt8]] {
      var rig = try makeServer()
      let client = rig.connect()
      if !bytes.isEmpty { rig.receive(bytes, from: client) }
      #expect(!isCut(rig.advance(milliseconds: 9900), client))
      #expect(isCut(rig.advance(milliseconds: 200), client))
      #expect(rig.machine.links.count == 0 && rig.machine.deadline == nil)
    }
  }

  @Test func `a stream without an allocation is closed when it has been idle`() throws {
    var rig = try makeServer()
    let client = rig.connect()
    for _ in 0..<5 {
      rig.receive(binding(client), from: client)
      #expect(!isCut(rig.advance(seconds: 59), client))
    }
    // ChannelData of a stranger is no sign of life.
    rig.receive(paddedChannelData(0x4000, [1]), from: client)
    #expect(isCut(rig.advance(seconds: 2), client))
  }

  // Point 14.
  @Test func `RFC 8489 §6.2.2 half a message may not stay for long, with an allocation neither`()
    throws
  {
    var rig = try makeServer()
    var client = rig.connect()
    _ = try rig.allocate(&client)
    #expect(!isCut(rig.advance(seconds: 599), client))
    _ = try rig.ask(&client, .refresh)
    let bytes = binding(client)
    rig.receive(Array(bytes[..<4]), from: client)
    rig.advance(seconds: 20)
    rig.receive(Array(bytes[4..<8]), from: client)
    #expect(!isCut(rig.advance(seconds: 9), client))
    rig.receive(Array(bytes[8...]) + [0], from: client)
    #expect(!isCut(rig.advance(seconds: 29), client))
    #expect(isCut(rig.advance(seconds: 2), client))
    #expect(rig.machine.allocationCount == 0)
  }

  @Test(arguments: [true, false])
  func `an ended allocation lets its stream be idle again`(isDeleted: Bool) throws {
    var rig = try makeServer()
    var client = rig.connect()
    _ = try rig.allocate(&client)
    if isDeleted {
      #expect(try rig.ask(&client, .refresh, [.lifetime(0)]).isSuccess)
      #expect(!isCut(rig.advance(seconds: 59), client))
      #expect(isCut(rig.advance(seconds: 2), client))
    } else {
      #expect(isCut(rig.advance(seconds: 601), client))
    }
    #expect(rig.machine.allocationCount == 0 && rig.machine.deadline == nil)
  }

  @Test func `a stranger may keep only so much of a message, and others all of it`() throws {
    var rig = try makeServer()
    let stranger = rig.connect(1)
    var client = rig.connect(2)
    _ = try rig.allocate(&client)
    let large = client.plain(
      MessageType(.send, .indication), [.data(Array(repeating: 0, count: 60_000))], id: id)
    let most = Array(large[..<4096])
    #expect(!isCut(rig.receive(most, from: stranger), stranger))
    #expect(isCut(rig.receive([0], from: stranger), stranger))
    #expect(!isCut(rig.receive(Array(large.dropLast()), from: client), client))
  }

  @Test func `streams without an allocation are bounded in all and for each network`() throws {
    var rig = try makeServer {
      $0.limits.strangerLinks = 6
      $0.limits.strangerLinksPerNetwork = 3
    }
    var clients: [TURNTestClient] = []
    func connect(_ address: String) -> Bool {
      let number = UInt32(clients.count)
      clients.append(rig.connect(number, address))
      return rig.machine.links[.test(number)] != nil
    }
    for last in 1...3 { #expect(connect("198.51.100.\(last):1")) }
    #expect(!connect("198.51.100.4:1") && rig.machine.statistics.linksRefused == 1)
    for last in 1...3 { #expect(connect("[2001:db8:0:\(last)::1]:1")) }
    #expect(!connect("203.0.113.1:1"))
    // An allocation makes room, and so does a stream that closes.
    _ = try rig.allocate(&clients[0])
    #expect(connect("198.51.100.4:1"))
    rig.close(.test(1), .reset)
    #expect(connect("198.51.100.5:1"))
    _ = try rig.ask(&clients[0], .refresh, [.lifetime(0)])
    #expect(rig.machine.links.strangerCount == 7)
    rig.close(.test(0), .reset)
    #expect(rig.machine.links.strangerCount == 6)
  }
}
