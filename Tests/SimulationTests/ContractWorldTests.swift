import SansIO
import TestSupport
import Testing

/// The contract in the simulated world: many seeds, hostile networks, slow readers.
struct ContractWorldTests {
  typealias News = ContractMachine.News

  /// A server host with as many loops as asked for, on the usual addresses.
  func server(
    in world: World, loops: Int = 1, marks: LinkBacklog.Marks = .init(), tellsTraffic: Bool = true
  ) -> [Node<ContractMachine>] {
    let host = world.host("server", "198.51.100.1", "2001:db8::1")
    return (0..<loops).map { _ in
      world.add(ContractMachine(tellsTraffic: tellsTraffic), on: host, marks: marks)
    }
  }

  @Test func `in fair weather every datagram arrives once, in order and with its marking`() async {
    await forEachSeed(64) { seed in
      let world = World(seed: seed)
      let node = server(in: world)[0]
      let socket = node.bind("198.51.100.1:3478")
      let from = world.socket("192.0.2.1:1000")
      let to = world.socket("192.0.2.9:9000")
      let path = Path(socket: socket, local: address("198.51.100.1"), remote: to.endpoint)
      let ecn = Marking(trafficClass: 0xB9)
      node.post(.patchSocket(socket, to: .path(path, header: 0x4000_0000, ecn)))
      world.runUntilQuiet()
      let sent = (0..<50).map { _ in world.random.bytes(world.random.pick(0...1200)) }
      for (turn, bytes) in sent.enumerated() {
        world.after(milliseconds: UInt64(turn)) {
          from.send(bytes, to: "198.51.100.1:3478", marking: ecn)
        }
      }
      #expect(world.runUntilQuiet())
      #expect(to.received.map(\.bytes) == sent.map { hex("40000000") + $0 })
      #expect(to.received.allSatisfy { $0.marking == ecn })
    }
  }

  @Test func `in foul weather nothing arrives that was not sent, and a cut host hears nothing`()
    async
  {
    await forEachSeed(64) { seed in
      let world = World(seed: seed)
      world.weather = .foul
      let node = server(in: world)[0]
      let socket = node.bind("0.0.0.0:3478")
      let from = world.socket("192.0.2.1:1000")
      let to = world.socket("192.0.2.9:9000")
      let path = Path(socket: socket, local: .anyV4, remote: to.endpoint)
      node.post(.patchSocket(socket, to: .path(path, header: nil, Marking())))
      world.runUntilQuiet()
      func talk() {
        for turn in 0..<200 as Range<UInt8> { from.send([turn], to: "198.51.100.1:3478") }
        world.runUntilQuiet()
      }
      var lost = 0
      world.check { if case .dropped(_, .lost) = $0 { lost += 1 } }
      talk()
      let first = to.received.count
      #expect(lost > 0 && first > 100 && first < 260)
      #expect(to.received.map(\.bytes) != (0..<UInt8(first)).map { [$0] })
      #expect(to.received.allSatisfy { $0.source == endpoint("198.51.100.1:3478") })
      node.host.isCut = true
      talk()
      #expect(to.received.count == first)
      node.host.isCut = false
      talk()
      #expect(to.received.count > first)
    }
  }

  @Test func `a stream is relayed whole through a slow reader by pausing its source`() async {
    await forEachSeed(64) { seed in
      let world = World(seed: seed)
      world.weather = seed % 2 == 0 ? .fair : .foul
      world.window = 4096
      let marks = LinkBacklog.Marks(low: 2000, high: 8000, limit: 200_000)
      let node = server(in: world, marks: marks)[0]
      node.listen("198.51.100.1:80")
      let writer = world.connect(from: "192.0.2.1:1000", to: "198.51.100.1:80")
      let reader = world.connect(from: "192.0.2.9:9000", to: "198.51.100.1:80")
      world.run(within: 30) { writer.isOpen && reader.isOpen }
      let links = openedLinks(of: node)
      let source = links[writer.info.local], target = links[reader.info.local]
      guard let source, let target else { return world.fail("no links: \(node.heard)") }
      node.post(.patchLink(source, to: .link(target, header: 0x4000_1234)))
      world.run(milliseconds: 10)
      let frames = (0..<200).map { _ in world.random.bytes(world.random.pick(0...1500)) }
      reader.pause()
      writer.write(frames.flatMap { frame($0) })
      writer.finish()
      world.run(seconds: 2)
      #expect(writer.queuedCount > 0)
      #expect(!node.heard.contains { $0 == .link(source, nil, .ended) })
      reader.resume()
      world.run(within: 600) { reader.hasEnded }
      #expect(reader.received == frames.flatMap { patched($0, header: 0x4000_1234) })
      #expect(node.heard.contains { $0 == .link(target, nil, .drained) })
      reader.finish()
      #expect(world.runUntilQuiet())
      #expect(writer.ending == .finished)
      #expect(reader.ending == .finished)
      #expect(node.heard.filter { $0 == .link(source, nil, .closed(.finished)) }.count == 1)
      #expect(node.heard.filter { $0 == .link(target, nil, .closed(.finished)) }.count == 1)
    }
  }

  @Test func `a stream moves to another loop with what was kept, and loses nothing`() async {
    await forEachSeed(64) { seed in
      let world = World(seed: seed)
      let nodes = server(in: world, loops: 2)
      nodes[0].listen("198.51.100.1:80")
      let client = world.connect(from: "192.0.2.1:1000", to: "198.51.100.1:80")
      world.run(within: 30) { client.isOpen }
      guard let link = openedLinks(of: nodes[0])[client.info.local] else {
        return world.fail("no link")
      }
      let frames = (0..<60).map { _ in world.random.bytes(world.random.pick(1...900)) }
      let bytes = frames.flatMap { frame($0) }
      nodes[0].post(.handOverAtTail(link, nodes[1].loop, Owner(rawValue: 5)))
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + world.random.pick(1...5000))
        let part = Array(bytes[start..<end])
        world.after(milliseconds: UInt64(world.random.below(1)) + UInt64(start / 500)) {
          client.write(part)
        }
        start = end
      }
      #expect(world.runUntilQuiet())
      #expect(nodes.flatMap { payloads(of: $0) } == frames)
      guard case .link(let moved, nil, .opened(let info))? = nodes[1].heard.first else {
        return world.fail("not handed over: \(nodes[1].heard)")
      }
      #expect(moved.owner == Owner(rawValue: 5) && moved.loop == nodes[1].loop)
      #expect(info.remote == client.info.local)
      nodes[1].post(.write(hex("beef"), to: moved))
      #expect(world.runUntilQuiet())
      #expect(client.received == hex("beef"))
    }
  }

  @Test func `a socket moves to another loop, and what arrives meanwhile waits for it`() async {
    await forEachSeed(64) { seed in
      let world = World(seed: seed)
      let nodes = server(in: world, loops: 2)
      let socket = nodes[0].bind("198.51.100.1:3478", owner: 1)
      let client = world.socket("192.0.2.1:1000")
      for turn in 0..<100 as Range<UInt8> {
        world.after(milliseconds: UInt64(turn) / 20) {
          client.send([turn], to: "198.51.100.1:3478")
        }
      }
      world.after(milliseconds: UInt64(world.random.pick(0...12))) {
        nodes[0].post(.act(.handSocket(socket, nodes[1].loop, Ticket(77))))
      }
      #expect(world.runUntilQuiet())
      let bytes = nodes.flatMap { node in
        node.heard.compactMap { news -> [UInt8]? in
          if case .datagram(let bytes, _, _, _) = news { bytes } else { nil }
        }
      }
      #expect(bytes == (0..<100).map { [$0] })
      guard case .opened(let ticket, .socket(let moved, let place))? = nodes[1].heard.first else {
        return world.fail("not handed over: \(nodes[1].heard)")
      }
      #expect(ticket.number == 77 && place == endpoint("198.51.100.1:3478"))
      nodes[0].post(.send(hex("01"), along: client.path(by: socket), Marking()))
      nodes[1].post(.send(hex("02"), along: client.path(by: moved), Marking()))
      #expect(world.runUntilQuiet())
      #expect(client.received.map(\.bytes) == [hex("02")])
    }
  }

  @Test func `alarms are never early, whatever early ones come besides`() async {
    await forEachSeed(64) { seed in
      let world = World(seed: seed)
      world.spuriousAlarms = 0.5
      let node = server(in: world)[0]
      for key in 0..<100 as Range<UInt64> {
        let due = world.now.monotonic.adding(nanoseconds: world.random.next() % 30_000_000_000)
        node.post(.wake(key, at: due))
        if key % 3 == 0 {
          world.after(seconds: world.random.next() % 10) { node.post(.forgetWake(key)) }
        }
        if key == 50 { world.after(seconds: 7) { world.stepWallClock(seconds: -3600) } }
      }
      world.run(seconds: 31)
      var woken: Set<UInt64> = []
      for case .woke(let key, let due, let at) in node.heard {
        let late = at.monotonic.nanoseconds(since: due)
        #expect(at.monotonic >= due && late < 3_000_000)
        #expect(woken.insert(key).inserted)
      }
      #expect(woken.isSuperset(of: (0..<100).filter { $0 % 3 != 0 }))
      #expect(world.now.unixSeconds == 1_750_001_000 + 31 - 3600)
    }
  }

  func openedLinks(of node: Node<ContractMachine>) -> [Endpoint: LinkID] {
    var links: [Endpoint: LinkID] = [:]
    for case .link(let link, _, .opened(let info)) in node.heard { links[info.remote] = link }
    return links
  }

  func payloads(of node: Node<ContractMachine>) -> [[UInt8]] {
    node.heard.compactMap { if case .frame(let bytes, _) = $0 { bytes } else { nil } }
  }
}

extension TestSocket {
  /// The path from the usual server to this socket.
  func path(by socket: SocketID) -> Path {
    Path(socket: socket, local: address("198.51.100.1"), remote: endpoint)
  }
}
