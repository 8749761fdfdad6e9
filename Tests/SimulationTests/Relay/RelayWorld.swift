import SansIO
import SignaldCrypto
import StunTurn
import TestSupport

/// A relay on a few loops, its clients and peers, strangers and bad luck, and a model that watches.
final class RelayWorld {
  let world: World
  let plan: RelayPlan
  let server: Host
  let payloads: Payloads
  let model: RelayModel
  private(set) var loops: [Node<ServerUnderTest>] = []
  private(set) var clients: [ClientActor] = []
  private(set) var rawClients: [RawClient] = []
  private(set) var peers: [TestSocket] = []
  /// How likely a peer answers what it gets with something of its own.
  var politeness = 0.5

  init(
    seed: UInt64, plan: RelayPlan, clients count: Int, rawClients rawCount: Int,
    treason: Treason? = nil
  ) throws {
    world = World(seed: seed)
    self.plan = plan
    let external = plan.relays.compactMap(\.external).first
    server = world.host(
      "server", "203.0.113.9", "2001:db8:9::9", external: external.map { "\($0)" })
    payloads = Payloads(world: world)
    var known = plan
    if treason == .exceedsLimits { known = RelayPlan(narrowing: plan) }
    model = RelayModel(world: world, server: server, plan: known)
    payloads.names = { [unowned model] in model.names[$0] ?? [] }
    watch()
    try startServer(treason)
    for number in 0..<count { addClient(number) }
    for number in 0..<rawCount { addRawClient(number) }
    for place in ["192.0.2.7:7000", "192.0.2.7:7001", "192.0.2.8:7000", "[2001:db8:5::7]:7000"] {
      addPeer(place)
    }
  }

  /// All sockets a client might want to talk to, relayed addresses included.
  var places: [Endpoint] {
    peers.map(\.endpoint) + clients.flatMap(\.allRelayed) + rawClients.compactMap(\.relayed)
  }

  /// Those a client can talk to.
  func places(of client: ClientActor) -> [Endpoint] {
    places.filter { client.allRelayed.isEmpty || client.relayed(for: $0) != nil }
  }

  /// Those a client can talk to from this relayed address, if it has one.
  func places(for relayed: Endpoint?) -> [Endpoint] {
    places.filter { relayed == nil || $0.address.family == relayed?.address.family }
  }

  private func watch() {
    world.check { [unowned self] observation in
      model.see(observation) { node in
        (node as? Node<ServerUnderTest>)?.machine.sizes
          ?? RelaySizes(
            allocations: 0, reservations: 0, permissions: 0, channels: 0, held: [:], farewells: 0)
      }
      if case .turned(let node) = observation, node.host !== server {
        for client in clients where client.node === node { client.checkAlive() }
      }
    }
  }

  private func startServer(_ treason: Treason?) throws {
    var users = Keyring.users
    if treason == .admitsMallory { users["mallory"] = "hidden" }
    for number in 0..<plan.loopCount {
      var configuration = try plan.configuration(loop: number, users: users)
      if treason == .prolongsPermissions { configuration.limits.permissionSeconds = 3000 }
      if treason == .prolongsChannels { configuration.limits.channelSeconds = 3000 }
      let machine = TURNServer(configuration, entropy: Entropy(seed: world.random.next()))
      let node = world.add(
        ServerUnderTest(machine, treason: treason), on: server)
      for place in RelayPlan.listeners { node.bind("\(place)", isShared: true) }
      node.onNews = { [unowned self] news in
        guard case .toLoop(let loop, let command) = news else { return }
        loops[Int(loop.rawValue)].post(command)
      }
      loops.append(node)
    }
  }

  private func addClient(_ number: Int) {
    let isV6 = number % 3 == 2
    let isBehindNAT = number % 3 == 1
    let address = isV6 ? "2001:db8:1::\(number + 1)" : "198.51.100.\(number + 10)"
    let host = world.host(
      "client \(number)", isBehindNAT ? "10.0.0.\(number + 1)" : address,
      external: isBehindNAT ? address : nil)
    if isBehindNAT {
      host.nat = NAT(mapping: .addressAndPortDependent, filtering: .addressAndPortDependent)
    }
    let place = serverPlace(isV6 ? .v6 : .v4)
    clients.append(ClientActor(host, of: world, server: place, payloads: payloads))
  }

  private func addRawClient(_ number: Int) {
    let isV6 = number % 3 == 2
    let place = isV6 ? "[2001:db8:2::\(number + 1)]:4000" : "198.51.100.\(number + 100):4000"
    let client = RawClient(
      place, of: world, server: serverPlace(isV6 ? .v6 : .v4), payloads: payloads)
    rawClients.append(client)
  }

  /// Where the world reaches the server.
  private func serverPlace(_ family: IPAddress.Family) -> Endpoint {
    var place = RelayPlan.listeners[family == .v4 ? 0 : 1]
    let relay = plan.relays.first { $0.local == place.address }
    place.address = relay?.shown ?? place.address
    return place
  }

  private func addPeer(_ place: String) {
    let peer = world.socket(place)
    peer.onReceive = { [unowned self, unowned peer] packet in
      payloads.check(packet.bytes, from: packet.source, at: "\(peer.endpoint)")
      guard world.random.chance(politeness) else { return }
      peer.send(payloads.make(from: peer.endpoint), to: packet.source)
    }
    peers.append(peer)
  }
}
