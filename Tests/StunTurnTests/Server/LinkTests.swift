import SansIO
import Testing
import TestSupport

@testable import StunTurn

/// What clients over streams can do: the same as over datagrams.
@Suite struct LinkTests {
  private let id = TransactionID(high: 1, low: 2)
  private let peer = "192.0.2.7:7000"

  private func binding(_ client: TURNTestClient) -> [UInt8] {
    client.plain(MessageType(.binding, .request), id: id)
  }

  @Test(arguments: [nil, "203.0.113.77:1234"])
  func `RFC 8489 §12 a Binding over a stream is told where the client really is`(origin: String?)
    throws
  {
    var rig = try makeServer()
    let client = rig.connect(origin: origin)
    let outputs = rig.receive(binding(client), from: client)
    #expect(outputs.map(\.link) == [client.link])
    let answer = try #require(outputs.first.flatMap { Answer($0) })
    #expect(answer.isSuccess && answer.mapped == endpoint(origin ?? "198.51.100.20:4000"))
  }

  // Points 16, 25.
  @Test func `RFC 8656 §5 a nonce is good for the address it was made for, on another stream too`()
    throws
  {
    var rig = try makeServer()
    var first = rig.connect(1, origin: "203.0.113.77:1234")
    rig.fetchNonce(&first)
    var second = rig.connect(2, origin: "203.0.113.77:1234")
    var third = rig.connect(3, origin: "203.0.113.78:1234")
    for (nonce, isGood) in [(first.nonce, true), (first.nonce, false)] {
      var client = isGood ? second : third
      client.nonce = nonce
      let bytes = client.signed(.allocate, [.transport(17)], id: client.freshID())
      #expect((rig.exchange(bytes, by: client)?.code == .staleNonce) != isGood)
      if isGood { second = client } else { third = client }
    }
  }

  // Point 14.
  @Test func `RFC 8489 §6.2.2 a message cut anywhere is answered once, when it is whole`() throws {
    for cut in 1..<36 {
      var rig = try makeServer()
      let client = rig.connect()
      let link = try #require(client.link)
      let type = MessageType(.binding, .request)
      let bytes = client.plain(type, [.raw(0x8022, Array(repeating: 65, count: 12))], id: id)
      try #require(bytes.count == 36)
      let before = rig.receive(stream: Array(bytes[..<cut]), on: link)
      #expect(before.isEmpty && rig.kept[link] == Array(bytes[..<cut]))
      let after = rig.receive(stream: Array(bytes[cut...]), on: link)
      #expect(after.count == 1 && rig.kept[link] == nil)
    }
  }

  // Point 14.
  @Test func `RFC 8489 §6.2.2 several messages in one segment are answered in their order`() throws
  {
    var rig = try makeServer()
    let client = rig.connect()
    let type = MessageType(.binding, .request)
    let ids = (1...5 as ClosedRange<UInt32>).map { TransactionID(high: 9, low: $0) }
    let outputs = rig.receive(ids.flatMap { client.plain(type, id: $0) }, from: client)
    #expect(outputs.compactMap { Answer($0)?.id } == ids)
  }

  // Points 14, 57.
  @Test func `RFC 8656 §12.5 it does not matter how a conversation is cut`() async throws {
    try await forEachSeed(64) { seed in
      var random = Seeded(seed: seed)
      var rig = try makeServer(seed: seed)
      var client = rig.connect()
      let link = try #require(client.link)
      let relay = try rig.allocate(&client)
      rig.bind(&client, 0x4000, peer)
      var conversation: [UInt8] = []
      var payloads: [[UInt8]] = []
      var requests = 0
      for step in 0..<30 as Range<UInt8> {
        let payload = Array(repeating: step, count: random.pick(0...40))
        switch random.below(3) {
        case 0:
          conversation += paddedChannelData(0x4000, payload)
          payloads.append(payload)
        case 1:
          conversation += client.plain(
            MessageType(.send, .indication), [.peer(peer), .data(payload)], id: client.freshID())
          payloads.append(payload)
        default:
          conversation += client.signed(.refresh, id: client.freshID())
          requests += 1
        }
      }
      let outputs = rig.receive(conversation, inPieces: &random, on: link)
      let relayed = outputs.filter { $0.path != nil }
      #expect(relayed == payloads.map { .sent($0, along: relay.path(peer)) })
      let answers = outputs.filter { $0.link == link }.compactMap { Answer($0) }
      #expect(answers.count == requests && answers.allSatisfy(\.isSuccess))
      #expect(rig.kept[link] == nil)
    }
  }

  // Point 57.
  @Test(arguments: 0...5)
  func `RFC 8656 §12.5 ChannelData over a stream is padded to four both ways`(count: Int) throws {
    var rig = try makeServer()
    var client = rig.connect()
    let link = try #require(client.link)
    let relay = try rig.allocate(&client)
    rig.bind(&client, 0x4000, peer)
    let payload = Array(repeating: 7 as UInt8, count: count)
    let outward = rig.receive(paddedChannelData(0x4000, payload), from: client)
    #expect(outward == [.sent(payload, along: relay.path(peer))])
    let inward = rig.receive(payload, along: relay.path(peer))
    #expect(inward == [.wrote(paddedChannelData(0x4000, payload), to: link)])
    #expect(rig.machine.statistics.bytesToClients == UInt64(count))
  }

  // Point 57: padding may be anything, and the next message begins behind it.
  @Test func `RFC 8656 §12.5 padding of ChannelData is not looked at`() throws {
    var rig = try makeServer()
    var client = rig.connect()
    let relay = try rig.allocate(&client)
    rig.bind(&client, 0x4000, peer)
    let twice = channelData(0x4000, [1]) + [255, 64, 0] + channelData(0x4000, [2, 3, 4, 5])
    let outputs = rig.receive(twice, from: client)
    #expect(
      outputs == [
        .sent([1], along: relay.path(peer)), .sent([2, 3, 4, 5], along: relay.path(peer)),
      ])
  }

  @Test func `RFC 8656 §11 indications pass both ways over a stream`() throws {
    var rig = try makeServer()
    var client = rig.connect()
    let link = try #require(client.link)
    let relay = try rig.allocate(&client)
    rig.permit(&client, peer)
    let outward = rig.sendIndication(&client, [.peer(peer), .data([1, 2, 3])])
    #expect(outward == [.sent([1, 2, 3], along: relay.path(peer))])
    let inward = rig.receive([4, 5], along: relay.path(peer))
    #expect(inward.map(\.link) == [link])
    let answer = try #require(inward.first.flatMap { Answer($0) })
    #expect(answer.data == [4, 5] && answer.peer == endpoint(peer))
    let unpermitted = rig.sendIndication(&client, [.peer("192.0.2.8:1"), .data([1])])
    #expect(unpermitted.isEmpty && rig.machine.statistics.drops(.noPermission) == 1)
  }

  // Point 59.
  @Test func `RFC 8656 §15 what comes by a stream leaves unmarked, but may ask not to be cut`()
    throws
  {
    var rig = try makeServer()
    var client = rig.connect()
    let relay = try rig.allocate(&client)
    rig.permit(&client, peer)
    let plain = rig.sendIndication(&client, [.peer(peer), .data([1])])
    #expect(plain == [.sent([1], along: relay.path(peer), marked: Marking())])
    let whole = rig.sendIndication(&client, [.peer(peer), .data([1]), .dontFragment])
    let marking = Marking(dontFragment: true)
    #expect(whole == [.sent([1], along: relay.path(peer), marked: marking)])
  }

  // Points 2, 57: lengths near 65,535 must not wrap.
  @Test func `RFC 8656 §12.5 ChannelData of any length keeps the framing`() throws {
    for count in [65_507, 65_508, 65_531, 65_532, 65_533, 65_535] {
      var rig = try makeServer()
      var client = rig.connect()
      let relay = try rig.allocate(&client)
      rig.bind(&client, 0x4000, peer)
      let large = Array(repeating: 1 as UInt8, count: count)
      let both = paddedChannelData(0x4000, large) + paddedChannelData(0x4000, [9])
      let outputs = rig.receive(both, from: client)
      let fits = count <= 65_507
      #expect(outputs.last == .sent([9], along: relay.path(peer)))
      #expect(outputs.count == (fits ? 2 : 1))
      #expect(rig.machine.statistics.drops(.tooLarge) == (fits ? 0 : 1))
    }
  }
}
