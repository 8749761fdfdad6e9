import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

/// A client and a server of ours, wired in memory.
private struct Pair: ~Copyable {
  /// The client's way to the server.
  static let up = Path(
    socket: .test(1), local: address("198.51.100.7"), remote: endpoint("198.51.100.1:3478"))
  /// The server's way to the client.
  static let down = Path.test(client: "198.51.100.7:5000")

  var client: Rig<TURNClient>
  var server: Rig<TURNServer>
  /// What left the server for peers.
  var toPeers: [(path: Path, bytes: [UInt8])] = []

  init(
    password: String = "wonder", options: TURNOptions = TURNOptions(),
    _ change: (inout TURNServer.Configuration) -> Void = { _ in }
  ) throws {
    let credential = try #require(Credential(user: "alice", password: password))
    server = try makeServer(change)
    client = Rig(
      TURNClient(
        over: .path(Pair.up), credential: credential, options: options, entropy: Entropy(seed: 2)))
  }

  /// Carries everything to and fro until both are quiet.
  mutating func carry(_ outputs: [Output]) {
    var rising = outputs.payloads
    while !rising.isEmpty {
      var falling: [Output] = []
      for bytes in rising { falling += server.receive(bytes, along: Pair.down) }
      rising = deliver(falling).payloads
    }
  }

  /// Brings what the server sent to the client and to peers.
  mutating func deliver(_ outputs: [Output]) -> [Output] {
    var answers: [Output] = []
    for output in outputs {
      guard let path = output.path, let bytes = output.bytes else { continue }
      if path.remote == Pair.down.remote {
        answers += client.receive(bytes, along: Pair.up)
      } else {
        toPeers.append((path, bytes))
      }
    }
    return answers
  }

  mutating func obey(_ command: TURNClient.Command) { carry(client.obey(command)) }

  /// Lets a peer send to the relay socket the last datagram to peers left from.
  mutating func answerFromPeer(_ bytes: [UInt8]) throws {
    let path = try #require(toPeers.last?.path)
    carry(deliver(server.receive(bytes, along: path)))
  }

  /// Lets time pass on both sides, a second at a time.
  mutating func advance(seconds: Int) {
    for _ in 0..<seconds {
      carry(client.advance(seconds: 1))
      carry(deliver(server.advance(seconds: 1)))
    }
  }
}

struct ClientServerTests {
  private let peer = endpoint("192.0.2.50:9000")

  @Test func `our client allocates on our server and exchanges data both ways`() throws {
    var pair = try Pair()
    pair.obey(.allocate)
    let news = pair.client.news()
    guard case .allocated(let relayed, let mapped, 600) = news.first, news.count == 1 else {
      Issue.record("no allocation: \(news)")
      return
    }
    #expect(relayed.map(\.address) == [address("203.0.113.9")] && mapped == Pair.down.remote)
    pair.obey(.permit([peer.address]))
    pair.obey(.send([1, 2, 3], to: peer))
    #expect(pair.toPeers.map(\.bytes) == [[1, 2, 3]] && pair.toPeers[0].path.remote == peer)
    try pair.answerFromPeer([4, 5])
    pair.obey(.bind(peer))
    pair.obey(.send([6], to: peer))
    #expect(pair.toPeers.last?.bytes == [6])
    try pair.answerFromPeer([7])
    let number = try #require(ChannelNumber(rawValue: 0x4000))
    #expect(
      pair.client.news() == [
        .permitted(peer.address), .received([4, 5], from: peer), .bound(peer, number),
        .received([7], from: peer),
      ])
  }

  @Test(arguments: [false, true])
  func `RFC 8489 §9.2.5 our client and our server meet by SHA-256, and by hash if they may`(
    isIndexed: Bool
  ) throws {
    var pair = try Pair {
      let accounts = try? Accounts(
        realm: "r", users: [("alice", "wonder")], secrets: isIndexed ? [] : ["shh"])
      if let accounts { $0.accounts = accounts }
    }
    var requests = pair.client.obey(.allocate).messages
    let challenges = pair.server.receive(requests[0].bytes, along: Pair.down)
    requests = pair.deliver(challenges).messages
    #expect(requests.count == 1 && requests[0].attributes[.passwordAlgorithm] == [0, 2, 0, 0])
    #expect(requests[0].attributes[.passwordAlgorithms] == [0, 2, 0, 0, 0, 1, 0, 0])
    #expect(requests[0].text(.username) == (isIndexed ? nil : "alice"))
    #expect(
      requests[0].attributes[.userHash]
        == (isIndexed ? UserHash.of(user: "alice", realm: "r").array : nil))
    let answers = pair.server.receive(requests[0].bytes, along: Pair.down)
    _ = pair.deliver(answers)
    guard case .allocated? = pair.client.news().first else {
      Issue.record("no allocation")
      return
    }
  }

  @Test func `an allocation with a channel lives for three hours, through stale nonces`() throws {
    var pair = try Pair { $0.limits.nonceSeconds = 300 }
    pair.obey(.allocate)
    pair.obey(.bind(peer))
    _ = pair.client.news()
    for _ in 0..<180 {
      pair.advance(seconds: 60)
      pair.obey(.send([1], to: peer))
    }
    #expect(pair.toPeers.count == 180)
    #expect(pair.client.news().allSatisfy { $0 == .refreshed(lifetime: 600) })
    #expect(pair.server.machine.allocationCount == 1)
  }

  @Test func `closing leaves nothing on the server`() throws {
    var pair = try Pair()
    pair.obey(.allocate)
    #expect(pair.server.machine.allocationCount == 1)
    pair.obey(.close)
    #expect(pair.client.news().last == .closed(.requested))
    pair.advance(seconds: 60)
    #expect(pair.server.machine.allocationCount == 0)
  }

  @Test func `a wrong password is refused, once`() throws {
    var pair = try Pair(password: "wander")
    pair.obey(.allocate)
    #expect(pair.client.news() == [.closed(.refused(.unauthenticated))])
  }

  @Test func `an IPv6 relay is had by asking for it`() throws {
    var pair = try Pair(options: TURNOptions(families: .v6, lifetime: 1_200))
    pair.obey(.allocate)
    guard case .allocated(let relayed, _, 1_200)? = pair.client.news().first else {
      Issue.record("no allocation")
      return
    }
    #expect(relayed.map(\.address) == [address("2001:db8:9::9")])
  }

  @Test func `RFC 8656 §7.1 one client has relayed addresses of both families`() throws {
    var pair = try Pair(options: TURNOptions(families: .both))
    pair.obey(.allocate)
    guard case .allocated(let relayed, _, 600)? = pair.client.news().first else {
      Issue.record("no allocation")
      return
    }
    #expect(relayed.map(\.address) == [address("203.0.113.9"), address("2001:db8:9::9")])
    let six = endpoint("[2001:db8:5::7]:7000")
    pair.obey(.permit([peer.address, six.address]))
    for (number, peer) in [peer, six].enumerated() {
      pair.obey(.send([UInt8(number)], to: peer))
      #expect(pair.toPeers.last?.path.remote == peer)
      try pair.answerFromPeer([9])
    }
    pair.obey(.bind(six))
    pair.obey(.send([7], to: six))
    #expect(pair.toPeers.last?.bytes == [7])
    let number = try #require(ChannelNumber(rawValue: 0x4000))
    #expect(
      pair.client.news() == [
        .permitted(peer.address), .permitted(six.address), .received([9], from: peer),
        .received([9], from: six), .bound(six, number),
      ])
    pair.advance(seconds: 3_600)
    #expect(pair.server.machine.allocationCount == 2)
    pair.obey(.close)
    #expect(pair.server.machine.allocationCount == 0)
  }

  @Test func `RFC 8656 §7.3 of two families a client takes the one a server has`() throws {
    var pair = try Pair(options: TURNOptions(families: .both)) { $0.relays.removeFirst() }
    pair.obey(.allocate)
    guard case .allocated(let relayed, _, 600)? = pair.client.news().first else {
      Issue.record("no allocation")
      return
    }
    #expect(relayed.map(\.address) == [address("2001:db8:9::9")])
    pair.obey(.permit([peer.address]))
    #expect(pair.client.news() == [.impossible(.permission(peer.address))])
  }

  @Test func `RFC 8656 §11.6 a client is told of an ICMP error about its peer`() throws {
    var pair = try Pair()
    pair.obey(.allocate)
    pair.obey(.permit([peer.address]))
    pair.obey(.send([1], to: peer))
    _ = pair.client.news()
    let path = try #require(pair.toPeers.last?.path)
    let report = Undeliverable(path: path, type: 3, code: 3, mtu: 0)
    pair.carry(pair.deliver(pair.server.tell(.undeliverable(report))))
    #expect(pair.client.news() == [.unreachable(peer, type: 3, code: 3, data: 0)])
  }

  @Test func `a peer the server denies is refused, its neighbour in the request is not`() throws {
    var pair = try Pair()
    pair.obey(.allocate)
    _ = pair.client.news()
    let denied = address("127.0.0.1")
    pair.obey(.permit([peer.address, denied]))
    #expect(
      pair.client.news() == [
        .permitted(peer.address), .refused(.permission(denied), .forbidden),
      ])
  }

  @Test func `a server that forgot the allocation is noticed`() throws {
    var pair = try Pair()
    pair.obey(.allocate)
    _ = pair.client.news()
    pair.server = try makeServer()
    pair.obey(.permit([peer.address]))
    #expect(pair.client.news() == [.closed(.lost)])
  }
}
