import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

/// A client and a server of ours over a stream that is cut anywhere, wired in memory.
private struct LinkPair: ~Copyable {
  static let ours = LinkID.test(1)
  static let theirs = LinkID.test(2)

  var client: Rig<TURNClient>
  var server: Rig<TURNServer>
  var random: Seeded
  /// What left the server for peers.
  var toPeers: [(path: Path, bytes: [UInt8])] = []

  init(seed: UInt64) throws {
    let credential = try #require(Credential(user: "alice", password: "wonder"))
    var server = try makeServer(seed: seed) { $0.limits.nonceSeconds = 300 }
    server.open(LinkPair.theirs, .test(client: "198.51.100.7:5000"))
    var client = Rig(
      TURNClient(
        over: .link(LinkPair.ours), credential: credential, entropy: Entropy(seed: seed)))
    client.open(LinkPair.ours)
    self.client = client
    self.server = server
    random = Seeded(seed: seed)
  }

  /// Carries everything to and fro until both are quiet, in pieces of any size.
  mutating func carry(_ outputs: [Output]) {
    var rising = outputs.written(to: LinkPair.ours)
    while !rising.isEmpty {
      var falling: [Output] = []
      for piece in cut(rising) { falling += server.receive(stream: piece, on: LinkPair.theirs) }
      rising = deliver(falling)
    }
  }

  /// Brings what the server wrote to the client; answers what that writes.
  mutating func deliver(_ outputs: [Output]) -> [UInt8] {
    for output in outputs {
      if let path = output.path, let bytes = output.bytes { toPeers.append((path, bytes)) }
    }
    var answers: [Output] = []
    for piece in cut(outputs.written(to: LinkPair.theirs)) {
      answers += client.receive(stream: piece, on: LinkPair.ours)
    }
    return answers.written(to: LinkPair.ours)
  }

  mutating func obey(_ command: TURNClient.Command) { carry(client.obey(command)) }

  /// Lets a peer send to the relay socket the last datagram to peers left from.
  mutating func answerFromPeer(_ bytes: [UInt8]) throws {
    let path = try #require(toPeers.last?.path)
    _ = deliver(server.receive(bytes, along: path))
  }

  mutating func advance(seconds: Int) {
    for _ in 0..<seconds {
      carry(client.advance(seconds: 1))
      _ = deliver(server.advance(seconds: 1))
    }
  }

  private mutating func cut(_ bytes: [UInt8]) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = min(rest.count, random.pick(1...(random.chance(0.5) ? 5 : 300)))
      pieces.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return pieces
  }
}

extension [Output] {
  /// All bytes written to a stream, in order.
  fileprivate func written(to link: LinkID) -> [UInt8] {
    flatMap { $0.link == link ? $0.bytes ?? [] : [] }
  }
}

struct ClientServerLinkTests {
  private let peer = endpoint("192.0.2.50:9000")

  @Test func `our client and server get on over a stream that is cut anywhere`() async throws {
    try await forEachSeed(32) { seed in
      var pair = try LinkPair(seed: seed)
      pair.obey(.allocate)
      pair.obey(.bind(peer))
      var sent: [[UInt8]] = []
      var answered: [ClientEvent] = []
      for round in 0..<40 as Range<UInt8> {
        let payload = Array(repeating: round, count: pair.random.pick(1...600))
        pair.obey(.send(payload, to: peer))
        sent.append(payload)
        let answer = Array(repeating: round, count: pair.random.pick(0...600))
        try pair.answerFromPeer(answer)
        answered.append(.received(answer, from: peer))
        // Long enough for nonces, permissions, channels and the allocation to be renewed.
        pair.advance(seconds: 20)
      }
      #expect(pair.toPeers.map(\.bytes) == sent)
      let news = pair.client.news()
      let received = news.filter { if case .received = $0 { true } else { false } }
      #expect(received == answered)
      #expect(!news.contains { if case .closed = $0 { true } else { false } })
      #expect(pair.server.machine.allocationCount == 1)
      pair.obey(.close)
      #expect(pair.server.machine.allocationCount == 0)
    }
  }
}
