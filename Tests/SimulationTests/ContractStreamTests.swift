import SansIO
import TestSupport
import Testing

/// Streams of the simulated world as the contract has them: how they open, secure and end.
struct ContractStreamTests {
  let web = Secure(serverName: "example.org", alpn: ["stun.turn"])

  func server(in world: World, marks: LinkBacklog.Marks = .init()) -> Node<ContractMachine> {
    world.add(ContractMachine(), on: world.host("server", "198.51.100.1"), marks: marks)
  }

  func connect(_ node: Node<ContractMachine>, to place: String, secure: Secure? = nil) {
    node.post(.act(.open(.connect(from: nil, to: endpoint(place), secure: secure), Ticket(9))))
  }

  @Test func `a connection opens with its ticket, is refused, unreachable or times out`() async {
    await forEachSeed(32) { seed in
      let world = World(seed: seed)
      let node = server(in: world)
      let listener = world.listener(at: "192.0.2.9:80")
      connect(node, to: "192.0.2.9:81")
      world.runUntilQuiet()
      #expect(node.heard.last == .opened(Ticket(9), .failed(.refused)))
      connect(node, to: "[2001:db8::9]:80")
      world.runUntilQuiet()
      #expect(node.heard.last == .opened(Ticket(9), .failed(.unreachable)))
      connect(node, to: "192.0.2.200:80")
      world.run(seconds: 30)
      #expect(node.heard.last == .opened(Ticket(9), .failed(.timedOut)))
      connect(node, to: "192.0.2.9:80")
      world.runUntilQuiet()
      guard case .link(let link, Ticket(9), .opened(let info))? = node.heard.last else {
        return world.fail("not opened: \(node.heard)")
      }
      #expect(info.remote == endpoint("192.0.2.9:80") && info.listener == nil)
      #expect(!info.isSecure && (49_152...65_535).contains(info.local.port))
      node.post(.write(hex("0102"), to: link))
      node.post(.act(.finish(link)))
      world.runUntilQuiet()
      #expect(listener.accepted[0].received == hex("0102") && listener.accepted[0].hasEnded)
      listener.accepted[0].write(frame(hex("03")))
      listener.accepted[0].finish()
      world.runUntilQuiet()
      #expect(
        node.heard.suffix(3) == [
          .frame(hex("03"), on: link), .link(link, nil, .ended),
          .link(link, nil, .closed(.finished)),
        ])
    }
  }

  @Test func `a closed listener refuses, and its place can be listened on again`() {
    let world = World(seed: 5)
    let node = server(in: world)
    let place = endpoint("198.51.100.1:81")
    node.post(.act(.open(.listen(at: place), Ticket(1))))
    world.runUntilQuiet()
    guard case .opened(_, .listener(let number, place))? = node.heard.last else {
      return world.fail("not opened: \(node.heard)")
    }
    let first = world.connect(from: "192.0.2.7:1", to: "198.51.100.1:81")
    world.runUntilQuiet()
    #expect(first.isOpen)
    node.post(.act(.closeListener(number)))
    world.runUntilQuiet()
    let second = world.connect(from: "192.0.2.7:2", to: "198.51.100.1:81")
    world.runUntilQuiet()
    #expect(first.isOpen && !second.isOpen)
    node.post(.act(.open(.listen(at: place), Ticket(2))))
    world.runUntilQuiet()
    #expect(node.heard.last == .opened(Ticket(2), .listener(number + 1, place)))
  }

  @Test func `a secure connection opens after the handshake and says so on both ends`() async {
    await forEachSeed(32) { seed in
      let world = World(seed: seed)
      let node = server(in: world)
      let listener = world.listener(at: "192.0.2.9:443", isSecure: true)
      node.listen("198.51.100.1:443", isSecure: true)
      connect(node, to: "192.0.2.9:443", secure: web)
      let client = world.connect(
        from: "192.0.2.1:1000", to: "198.51.100.1:443", secure: web, origin: "203.0.113.7:7")
      world.runUntilQuiet()
      #expect(client.isOpen && client.info.isSecure && listener.accepted[0].info.isSecure)
      let infos = node.heard.compactMap { news -> LinkInfo? in
        if case .link(_, _, .opened(let info)) = news { info } else { nil }
      }
      #expect(infos.count == 2)
      #expect(infos.allSatisfy { $0.isSecure && $0.alpn == "stun.turn" })
      let accepted = infos.first { $0.listener == 0 }
      #expect(accepted?.serverName == "example.org")
      #expect(accepted?.origin == endpoint("203.0.113.7:7"))
      #expect(accepted?.remote == endpoint("192.0.2.1:1000"))
      let plain = world.connect(from: "192.0.2.1:1001", to: "198.51.100.1:443")
      plain.write(hex("00"))
      world.runUntilQuiet()
      #expect(plain.ending == .reset)
    }
  }

  @Test func `a plain stream becomes secure at a client's first flight`() async {
    await forEachSeed(32) { seed in
      let world = World(seed: seed)
      let node = server(in: world)
      node.listen("198.51.100.1:80")
      let client = world.connect(from: "192.0.2.1:1000", to: "198.51.100.1:80")
      world.runUntilQuiet()
      guard case .link(let link, nil, .opened(let info))? = node.heard.last, !info.isSecure else {
        return world.fail("not opened")
      }
      node.post(.secureAtHello(link))
      world.runUntilQuiet()
      client.secure(as: web)
      client.write(frame(hex("0a0b")))
      world.runUntilQuiet()
      #expect(client.info.isSecure)
      #expect(node.heard.last == .frame(hex("0a0b"), on: link))
      node.post(.write(hex("0c"), to: link))
      world.runUntilQuiet()
      #expect(client.received == hex("0c"))
    }
  }

  @Test func `a reset and an overflow are the last word on both ends`() async {
    await forEachSeed(32) { seed in
      let world = World(seed: seed)
      let node = server(in: world, marks: .init(low: 100, high: 1000, limit: 5000))
      node.listen("198.51.100.1:80")
      let clients = (0..<3).map {
        world.connect(from: "192.0.2.1:\(1000 + $0)", to: "198.51.100.1:80")
      }
      world.runUntilQuiet()
      var links: [UInt16: LinkID] = [:]
      for case .link(let link, _, .opened(let info)) in node.heard {
        links[info.remote.port] = link
      }
      guard let first = links[1000], let second = links[1001], let third = links[1002] else {
        return world.fail("not opened: \(node.heard)")
      }
      clients[0].abort()
      node.post(.act(.abort(second)))
      clients[2].pause()
      let bytes = [UInt8](repeating: 1, count: 3000)
      for _ in 0..<10 { node.post(.write(bytes, to: third)) }
      world.runUntilQuiet()
      for (link, ending) in [(first, Ending.reset), (second, .local), (third, .overflow)] {
        let endings = node.heard.filter { news in
          if case .link(link, _, .closed) = news { true } else { false }
        }
        #expect(endings == [.link(link, nil, .closed(ending))])
      }
      #expect(clients[1].ending == .reset && clients[2].ending == .reset)
    }
  }

  @Test func `a cut stream waits, comes whole after healing, or times out in the end`() async {
    await forEachSeed(32) { seed in
      let world = World(seed: seed)
      let node = server(in: world)
      node.listen("198.51.100.1:80")
      let client = world.connect(from: "192.0.2.1:1000", to: "198.51.100.1:80")
      world.runUntilQuiet()
      node.host.isCut = true
      for byte in 0..<20 as Range<UInt8> { client.write(frame([byte])) }
      world.run(seconds: 5)
      #expect(node.heard.count == 1)
      node.host.isCut = false
      world.runUntilQuiet()
      #expect(node.heard.count == 21)
      node.host.isCut = true
      client.write(frame([99]))
      world.run(seconds: 30)
      guard case .link(_, nil, .closed(.timedOut))? = node.heard.last else {
        return world.fail("still open: \(node.heard)")
      }
      #expect(node.heard.count == 22)
    }
  }

  @Test func `a crashed loop resets its streams and frees its ports`() {
    let world = World(seed: 1)
    let node = server(in: world)
    node.listen("198.51.100.1:80")
    node.bind("198.51.100.1:80")
    let client = world.connect(from: "192.0.2.1:1000", to: "198.51.100.1:80")
    world.runUntilQuiet()
    node.stop()
    world.runUntilQuiet()
    #expect(client.ending == .reset && node.host.boundEndpoints.isEmpty)
    let again = world.add(ContractMachine(), on: node.host)
    again.bind("198.51.100.1:80")
    again.listen("198.51.100.1:80")
    #expect(again.loop == LoopID(rawValue: 1))
  }

  @Test func `the same seed gives the same history, another one another`() {
    func history(_ seed: UInt64) -> UInt64 {
      let world = World(seed: seed)
      world.weather = .foul
      let node = server(in: world)
      node.listen("198.51.100.1:80")
      let socket = node.bind("198.51.100.1:80")
      let client = world.connect(from: "192.0.2.1:1000", to: "198.51.100.1:80")
      let sender = world.socket("192.0.2.1:1000")
      node.post(.patchSocket(socket, to: .path(sender.path(by: socket), header: 1, Marking())))
      node.post(.wake(1, at: world.now.monotonic.adding(seconds: 3)))
      client.write(world.random.bytes(10_000))
      for _ in 0..<100 { sender.send(world.random.bytes(50), to: "198.51.100.1:80") }
      world.run(seconds: 20)
      return world.fingerprint
    }
    #expect(history(1) == history(1))
    #expect(history(1) != history(2))
  }
}
