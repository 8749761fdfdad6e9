import SansIO
import StunTurn
import TestSupport

/// The random part of a history.
extension RelayWorld {
  /// Lets things happen, bad ones too.
  func storm(steps: Int) {
    world.weather = plan.storm
    world.alarmLateness = plan.alarmLateness
    world.spuriousAlarms = plan.spuriousAlarms
    for client in clients { start(client) }
    for _ in 0..<steps where world.failure == nil {
      act()
      world.run(milliseconds: UInt64(world.random.pick(0...400)))
    }
  }

  /// Starts a client anew.
  func start(_ client: ClientActor, samePort: Bool = false) {
    var options = TURNOptions()
    options.families = pick([.v4, .v4, .v6, .both])
    if world.random.chance(0.2) { options.evenPort = world.random.chance(0.5) }
    if world.random.chance(0.2) { options.lifetime = 3600 }
    let expiry = world.now.unixSeconds + Int64(world.random.pick(0...20_000))
    let user = pick(["alice", "bob", "\(expiry):carol"])
    client.start(user: user, options: options, samePort: samePort)
  }

  private func pick<Element>(_ all: [Element]) -> Element { all[world.random.below(all.count)] }

  private func act() {
    switch world.random.below(24) {
    case 0...2:
      let client = pick(clients)
      client.post(.permit([pick(places(of: client)).address]))
    case 3...4:
      let client = pick(clients)
      client.post(.bind(pick(places(of: client))))
    case 5...9: talk()
    case 10...13: peersTalk()
    case 14...18: actRaw(pick(rawClients))
    case 19: beStrange()
    case 20...21: beUnlucky()
    case 22: for client in clients where client.isOver { restart(client) }
    default: if world.random.chance(0.5) { rest() }
    }
  }

  private func restart(_ client: ClientActor) {
    start(client, samePort: world.random.chance(0.3))
  }

  private func talk() {
    let client = pick(clients)
    let peer = pick(places(of: client))
    for _ in 0..<world.random.pick(1...3) { client.send(to: peer) }
  }

  private func peersTalk() {
    let relayed = clients.flatMap(\.allRelayed) + rawClients.compactMap(\.relayed)
    guard !relayed.isEmpty else { return }
    let target = pick(relayed)
    let able = peers.filter { $0.endpoint.address.family == target.address.family }
    let peer = pick(able)
    for _ in 0..<world.random.pick(1...2) {
      peer.send(payloads.make(from: peer.endpoint), to: target)
    }
  }

  /// Lets permissions, channels or allocations run out, then tries what they were good for.
  private func rest() {
    world.run(seconds: pick([30, 200, 299, 301, 500, 601, 700]))
    for client in rawClients {
      guard let last = client.last else { continue }
      if world.random.chance(0.5) {
        client.ask(.createPermission, [.peer(last.peer)])
        world.run(milliseconds: 300)
      }
      client.sendChannel(last.channel)
      client.indicate(to: last.peer)
      let peer = peers.first { $0.endpoint == last.peer }
      if let peer, let relayed = client.relayed {
        peer.send(payloads.make(from: peer.endpoint), to: relayed)
      }
    }
  }

  /// Reserves a port for one client and claims it for another, on whatever loop.
  private func redeem(_ client: RawClient, for other: RawClient) {
    if client.relayed != nil { client.depart() }
    client.user = other.user
    client.ask(.allocate, [.transport, .evenPort(true)])
    world.run(milliseconds: 200)
    if other.relayed != nil { other.depart() }
    world.run(milliseconds: UInt64(world.random.pick(0...200)))
    guard let token = client.token else { return }
    other.ask(.allocate, [.transport, .token(token)])
    if world.random.chance(0.2) { client.ask(.allocate, [.transport, .token(token)]) }
  }

  private func actRaw(_ client: RawClient) {
    if client.relayed == nil, world.random.chance(0.5) {
      return client.ask(.allocate, rawAllocation())
    }
    let number = UInt16(0x4000 + world.random.below(3))
    switch world.random.below(18) {
    case 0: client.ask(.allocate, rawAllocation())
    case 1...4: redeem(client, for: pick(rawClients))
    case 5:
      let token = pick(rawClients).token ?? world.random.next()
      client.ask(.allocate, [.transport, .token(token)])
    case 6:
      let near = places(for: client.relayed)
      client.ask(.createPermission, [.peer(pick(near)), .peer(pick(places))])
    case 7...10: client.ask(.channelBind, [.channel(number), .peer(pick(places))])
    case 11...12: client.indicate(to: pick(places))
    case 13: client.sendChannel(number)
    case 14:
      let half: [RawClient.Piece] = world.random.chance(0.5) ? [.family(pick([1, 2]))] : []
      client.ask(.refresh, [.lifetime(pick([0, 0, 1, 700, 3600]))] + half)
    case 15: client.depart()
    case 16: client.repeatAny()
    default: client.user = pick(["alice", "bob", "alice", "mallory"])
    }
  }

  private func rawAllocation() -> [RawClient.Piece] {
    var pieces = [RawClient.Piece.transport]
    pieces += pick([[], [.family(2)], [.additionalFamily]])
    if world.random.chance(0.6) { pieces.append(.lifetime(pick([0, 1000, 3600, 100_000]))) }
    if world.random.chance(0.2) { pieces.append(.evenPort(false)) }
    return pieces
  }

  // MARK: Strangers and faults

  /// Packets of nobody we know, or of somebody else than they say.
  private func beStrange() {
    let random = "192.0.2.\(world.random.pick(100...250)):\(world.random.pick(1...65_535))"
    let source = world.random.chance(0.3) ? "\(rawClients.first?.socket.endpoint as Any)" : random
    let from = Endpoint(source) == nil ? random : source
    let relays = model.sockets.filter { $0.address.family == .v4 }.sorted { $0.port < $1.port }
    let target = relays.isEmpty ? "203.0.113.9:3478" : "\(plan.shown(pick(relays)))"
    switch world.random.below(5) {
    case 0: world.inject(world.random.bytes(world.random.below(100)), from: from, to: target)
    case 1:
      world.inject(
        payloads.make(from: endpoint("192.0.2.7:7000")), from: "192.0.2.7:7000", to: target)
    case 2: world.inject(world.random.bytes(60), from: from, to: serverText)
    case 3: world.inject(request(.binding), from: from, to: serverText)
    default: world.inject(request(pick([.allocate, .refresh])), from: from, to: serverText)
    }
  }

  private var serverText: String {
    "\(plan.relays[0].shown):\(RelayPlan.listeners[0].port)"
  }

  /// A request without credentials, or with worthless ones.
  private func request(_ method: Method) -> [UInt8] {
    let id = TransactionID(high: world.random.next(), low: 9)
    let isSigned = world.random.chance(0.5)
    let nonce = world.random.bytes(24)
    return written(500) { output in
      output.beginMessage(MessageType(method, .request), id: id)
      output.append(.requestedTransport, uint32: 17 << 24)
      if isSigned {
        output.append(.username, text: "alice")
        output.append(.realm, text: Keyring.realm)
        nonce.withRawSpan { output.append(.nonce, bytes: $0) }
        nonce.withRawSpan { output.append(.messageIntegrity, bytes: $0.extracting(first: 20)) }
      }
      output.endMessage()
    }
  }

  private func beUnlucky() {
    switch world.random.below(8) {
    case 0: server.isCut.toggle()
    case 1: pick(clients).host.isCut.toggle()
    case 2: world.stepWallClock(seconds: Int64(world.random.pick(-5000...5000)))
    case 3: for client in clients { client.host.nat?.restart() }
    case 4: pick(clients).post(.close)
    case 5: pick(clients).crash()
    case 6: pick(clients).post(.release(pick(places).address))
    default:
      server.isCut = false
      for client in clients { client.host.isCut = false }
    }
  }
}
