import SansIO
import TestSupport
import Testing

/// What a network does besides carrying bytes: ports, errors, NAT, DTLS, TLS, refusals, crashes.
struct ContractNetworkTests {
  typealias News = ContractMachine.News

  func server(
    in world: World, loops: Int = 1, marks: LinkBacklog.Marks = .init()
  ) -> [Node<ContractMachine>] {
    let host = world.host("server", "198.51.100.1", "2001:db8::1")
    return (0..<loops).map { _ in world.add(ContractMachine(), on: host, marks: marks) }
  }

  @Test func `no two sockets share a port, and a pair is both or neither`() async {
    await forEachSeed(128) { seed in
      let world = World(seed: seed)
      let nodes = server(in: world, loops: 3)
      let host = nodes[0].host
      host.ephemeralPorts = 50_000...50_019
      var open: [(Node<ContractMachine>, SocketID, Endpoint)] = []
      for turn in 0..<80 as Range<UInt64> {
        let node = nodes[world.random.below(3)]
        let port = UInt16(50_000 + world.random.below(20))
        switch world.random.below(4) {
        case 0 where !open.isEmpty:
          let (owner, socket, _) = open.remove(at: world.random.below(open.count))
          owner.post(.act(.close(socket)))
        case 1:
          let opening = Opening.udpPair(address("198.51.100.1"), evenPort: port & ~1)
          node.post(.act(.open(opening, Ticket(turn))))
        case 2: node.post(.act(.open(.udp(address("198.51.100.1"), port: port), Ticket(turn))))
        default: node.post(.act(.open(.udp(address("198.51.100.1"), port: nil), Ticket(turn))))
        }
        let isBusy = Set(host.boundEndpoints.map(\.port))
        world.runUntilQuiet()
        guard case .opened(let ticket, let opened)? = node.heard.last, ticket.number == turn else {
          continue
        }
        switch opened {
        case .socket(let socket, let place):
          #expect(!isBusy.contains(place.port))
          open.append((node, socket, place))
        case .pair(let even, let odd, let place):
          #expect(place.port % 2 == 0 && isBusy.isDisjoint(with: [place.port, place.port + 1]))
          open.append((node, even, place))
          open.append(
            (node, odd, Endpoint(address: place.address, port: place.port + 1)))
        default: #expect(opened == .failed(.addressInUse))
        }
        #expect(Set(open.map(\.2)) == Set(host.boundEndpoints))
        #expect(Set(open.map(\.1)).count == open.count)
      }
    }
  }

  @Test func `a shared port gives each 5-tuple to one loop`() async {
    await forEachSeed(16) { seed in
      let world = World(seed: seed)
      let nodes = server(in: world, loops: 3)
      for node in nodes {
        node.bind("198.51.100.1:3478", isShared: true)
        node.listen("198.51.100.1:3478", isShared: true)
      }
      let clients = (0..<30).map { world.socket("192.0.2.1:\(1000 + $0)") }
      for _ in 0..<3 { for client in clients { client.send([1], to: "198.51.100.1:3478") } }
      world.runUntilQuiet()
      var loops: [Endpoint: Set<UInt8>] = [:]
      for node in nodes {
        for case .datagram(_, let path, _, _) in node.heard {
          loops[path.remote, default: []].insert(path.socket.loop.rawValue)
        }
      }
      #expect(loops.count == 30)
      #expect(loops.values.allSatisfy { $0.count == 1 })
      #expect(Set(loops.values).count == 3)
    }
  }

  @Test(arguments: ["192.0.2.9", "2001:db8::9"])
  func `errors come back by ICMP in the numbering of the family`(_ peer: String) {
    let isV4 = !peer.contains(":")
    let world = World(seed: 1)
    let node = server(in: world)[0]
    let local = isV4 ? "198.51.100.1" : "2001:db8::1"
    let socket = node.bind(isV4 ? "198.51.100.1:3478" : "[2001:db8::1]:3478")
    let there = world.socket(isV4 ? "192.0.2.9:9" : "[2001:db8::9]:9")
    var path = Path(socket: socket, local: address(local), remote: there.endpoint)
    path.remote.port = 10
    node.post(.send(hex("01"), along: path, Marking()))
    world.runUntilQuiet()
    #expect(
      node.heard == [
        .undeliverable(
          Undeliverable(path: path, type: isV4 ? 3 : 1, code: isV4 ? 3 : 4, mtu: 0))
      ])
    path.remote.port = 9
    let large = [UInt8](repeating: 7, count: 1500)
    node.post(.send(large, along: path, Marking(dontFragment: true)))
    world.runUntilQuiet()
    #expect(
      node.heard.last
        == .undeliverable(
          Undeliverable(path: path, type: isV4 ? 3 : 2, code: isV4 ? 4 : 0, mtu: 1500)))
    #expect(there.received.isEmpty)
    node.post(.send(large, along: path, Marking()))
    world.runUntilQuiet()
    #expect(there.received.map(\.bytes) == (isV4 ? [large] : []))
  }

  @Test func `a NAT hides the host behind it, and sends back only if it can`() {
    let world = World(seed: 2)
    let host = world.host("home", "10.0.0.2", external: "203.0.113.2")
    let node = world.add(ContractMachine(), on: host)
    let socket = node.bind("0.0.0.0:5000")
    let outside = world.socket("192.0.2.9:9")
    let toOutside = Path(socket: socket, local: .anyV4, remote: outside.endpoint)
    node.post(.send(hex("01"), along: toOutside, Marking()))
    world.runUntilQuiet()
    #expect(outside.received.map(\.source) == [endpoint("203.0.113.2:5000")])
    outside.send(hex("02"), to: "203.0.113.2:5000")
    outside.send(hex("03"), to: "10.0.0.2:5000")
    world.runUntilQuiet()
    let path = Path(socket: socket, local: address("10.0.0.2"), remote: outside.endpoint)
    #expect(
      node.heard == [.datagram(hex("02"), along: path, from: outside.endpoint, Marking())])
    let inside = world.socket("10.0.0.2:6000")
    inside.send(hex("04"), to: "203.0.113.2:5000")
    world.runUntilQuiet()
    #expect(node.heard.count == 1)
    host.hairpins = true
    inside.send(hex("05"), to: "203.0.113.2:5000")
    inside.send(hex("06"), to: "10.0.0.2:5000")
    world.runUntilQuiet()
    let froms = node.heard.dropFirst().compactMap { news -> Endpoint? in
      if case .datagram(_, _, let from, _) = news { from } else { nil }
    }
    #expect(Set(froms) == [endpoint("203.0.113.2:6000"), endpoint("10.0.0.2:6000")])
  }

  @Test(arguments: [NAT.Behaviour.endpointIndependent, .addressDependent, .addressAndPortDependent])
  func `RFC 4787 a NAT maps and filters as its behaviour says`(_ behaviour: NAT.Behaviour) {
    let world = World(seed: 2)
    let home = world.host("home", "10.0.0.2", external: "203.0.113.2")
    home.nat = NAT(mapping: behaviour, filtering: behaviour)
    let inside = world.socket("10.0.0.2:5000")
    let here = world.socket("192.0.2.9:9")
    let there = world.socket("192.0.2.9:10")
    let elsewhere = world.socket("192.0.2.77:9")
    inside.send(hex("01"), to: "192.0.2.9:9")
    world.runUntilQuiet()
    guard let mapped = here.received.first?.source else { return world.fail("nothing arrived") }
    #expect(mapped.address == address("203.0.113.2") && mapped.port != 5000)
    for peer in [here, there, elsewhere] { peer.send(hex("02"), to: mapped) }
    world.runUntilQuiet()
    let admitted = Set(inside.received.map(\.source))
    for peer in [here, there, elsewhere] {
      inside.send(hex("03"), to: "\(peer.endpoint)")
    }
    world.runUntilQuiet()
    let ports = [here, there, elsewhere].map { $0.received.last?.source.port }
    switch behaviour {
    case .endpointIndependent:
      #expect(admitted == [here.endpoint, there.endpoint, elsewhere.endpoint])
      #expect(Set(ports).count == 1)
    case .addressDependent:
      #expect(admitted == [here.endpoint, there.endpoint])
      #expect(ports[0] == ports[1] && ports[0] != ports[2])
    case .addressAndPortDependent:
      #expect(admitted == [here.endpoint])
      #expect(Set(ports).count == 3)
    }
  }

  @Test func `a DTLS association lives from its first datagram until it departs`() {
    let world = World(seed: 3)
    let node = server(in: world)[0]
    let socket = node.bind("198.51.100.1:5349")
    let client = world.socket("192.0.2.1:1000")
    var path = client.path(by: socket)
    path.session = 4
    var refused = 0
    world.check { if case .refused(_, _, .noSession, _) = $0 { refused += 1 } }
    node.post(.send(hex("00"), along: path, Marking()))
    world.runUntilQuiet()
    #expect(refused == 1)
    client.send(hex("01"), to: "198.51.100.1:5349", session: 4)
    world.runUntilQuiet()
    node.post(.send(hex("02"), along: path, Marking()))
    world.runUntilQuiet()
    #expect(client.received.map(\.session) == [4])
    client.end(session: 4, to: endpoint("198.51.100.1:5349"))
    world.runUntilQuiet()
    node.post(.send(hex("03"), along: path, Marking()))
    client.send(hex("04"), to: "198.51.100.1:5349", session: 4)
    world.runUntilQuiet()
    #expect(client.received.count == 1 && refused == 2)
    #expect(
      node.heard == [
        .datagram(hex("01"), along: path, from: client.endpoint, Marking()), .departed(path),
      ])
  }

  @Test func `a closed socket and another's socket send nothing`() {
    let world = World(seed: 4)
    let nodes = server(in: world, loops: 2)
    let socket = nodes[0].bind("198.51.100.1:3478")
    let client = world.socket("192.0.2.1:1000")
    var refusals = 0
    world.check { if case .refused(_, _, .noSocket, _) = $0 { refusals += 1 } }
    nodes[1].post(.send(hex("01"), along: client.path(by: socket), Marking()))
    nodes[0].post(.act(.close(socket)))
    world.runUntilQuiet()
    nodes[0].post(.send(hex("02"), along: client.path(by: socket), Marking()))
    let again = nodes[0].bind("198.51.100.1:3478")
    #expect(again.index == socket.index && again != socket)
    world.runUntilQuiet()
    #expect(refusals == 2 && client.received.isEmpty)
    world.inject(hex("03"), from: "10.9.9.9:1", to: "198.51.100.1:3478")
    world.runUntilQuiet()
    guard case .datagram(hex("03"), let path, _, _)? = nodes[0].heard.last else {
      return world.fail("nothing injected: \(nodes[0].heard)")
    }
    #expect(path.socket == again && path.remote == endpoint("10.9.9.9:1"))
  }
}
