public import SansIO

extension AnyNode: SocketUser {
  /// Binds a datagram socket for the machine as its embedder would; shared ports spread by 5-tuple.
  @discardableResult
  public func bind(_ place: String, owner: UInt8 = 0, isShared: Bool = false) -> SocketID {
    switch host.bind(endpoint(place), isShared: isShared) {
    case .success(let binding): return adopt(binding, owner: Owner(rawValue: owner))
    case .failure(let refused): preconditionFailure("cannot bind \(place): \(refused.ending)")
    }
  }

  /// The sockets of this loop, as endpoints.
  public var boundEndpoints: [Endpoint] { sockets.all.map(\.endpoint) }

  /// The open socket of this name.
  func binding(_ socket: SocketID) -> Binding? {
    guard socket.loop == loop, let binding = sockets.thing(socket.index, socket.generation),
      binding.socket == socket
    else { return nil }
    return binding
  }

  /// Makes a bound socket one of this loop and names it.
  func adopt(_ binding: Binding, owner: Owner) -> SocketID {
    let place = sockets.insert(binding)
    let socket = SocketID(
      index: place.index, generation: place.generation, loop: loop, owner: owner)
    binding.socket = socket
    binding.user = self
    world.observe(.bound(binding.endpoint, on: host))
    return socket
  }

  /// Delivers a datagram, or the end of its association.
  func receive(_ packet: Packet, on binding: Binding) {
    guard let socket = binding.socket, !isStopped else { return }
    let path = Path(
      socket: socket, session: packet.session, local: packet.local, remote: packet.source)
    if packet.endsSession { return tell(.departed(path)) }
    packet.bytes.withRawSpan { span in
      tell(
        .datagram(
          Datagram(bytes: span, path: path, origin: packet.origin, marking: packet.marking)))
    }
  }

  /// Delivers an ICMP error about a datagram that left here.
  func fail(_ packet: Packet, type: UInt8, code: UInt8, mtu: UInt32, on binding: Binding) {
    guard let socket = binding.socket else { return }
    let path = Path(
      socket: socket, session: packet.session, local: packet.sender.address,
      remote: packet.destination)
    tell(.undeliverable(Undeliverable(path: path, type: type, code: code, mtu: mtu)))
  }

  // MARK: What the machine wants

  /// Opens a socket for the machine.
  func bind(_ address: IPAddress, port: UInt16?, _ ticket: Ticket) {
    guard let port = port ?? world.freePort(on: host, at: address) else {
      return answer(ticket, .failed(.addressInUse))
    }
    let place = Endpoint(address: address, port: port)
    switch host.bind(place, isShared: false) {
    case .success(let binding):
      let socket = adopt(binding, owner: ticket.owner)
      answer(ticket, .socket(socket, place))
    case .failure(let refused): answer(ticket, .failed(refused.ending))
    }
  }

  /// Opens two sockets for the machine, both or neither.
  func bindPair(_ address: IPAddress, _ port: UInt16, _ ticket: Ticket) {
    guard port % 2 == 0 else { return world.fail("a pair was asked for at odd port \(port)") }
    let even = Endpoint(address: address, port: port)
    let odd = Endpoint(address: address, port: port + 1)
    guard host.isFree(even), host.isFree(odd) else {
      return answer(ticket, .failed(.addressInUse))
    }
    guard case .success(let first) = host.bind(even, isShared: false),
      case .success(let second) = host.bind(odd, isShared: false)
    else { return answer(ticket, .failed(.system(99))) }
    let sockets = (adopt(first, owner: ticket.owner), adopt(second, owner: ticket.owner))
    answer(ticket, .pair(sockets.0, sockets.1, even))
  }

  /// Begins an association for the machine; the handshake is not played.
  func associate(from: IPAddress?, to remote: Endpoint, _ ticket: Ticket) {
    guard let address = from ?? host.source(for: remote.address),
      let port = world.freePort(on: host, at: address),
      case .success(let binding) = host.bind(
        Endpoint(address: address, port: port), isShared: false)
    else { return answer(ticket, .failed(.unreachable)) }
    let session = UInt32(1 + world.random.below(1 << 30))
    binding.sessions[Binding.Session(number: session, remote: remote)] = true
    let socket = adopt(binding, owner: ticket.owner)
    answer(
      ticket, .path(Path(socket: socket, session: session, local: address, remote: remote)))
  }

  /// Answers an opening later in this turn.
  func answer(_ ticket: Ticket, _ opened: Opened) {
    complete { [unowned self] in tell(.opened(ticket, opened)) }
  }

  /// Closes a socket.
  func close(_ socket: SocketID) {
    guard let binding = binding(socket) else { return }
    sockets.remove(socket.index)
    binding.user = nil
    host.unbind(binding)
    world.observe(.unbound(binding.endpoint, on: host))
  }

  /// Moves a socket to another loop of the host.
  func hand(_ socket: SocketID, to loop: LoopID, _ ticket: Ticket) {
    guard let binding = binding(socket) else { return }
    guard Int(loop.rawValue) < host.nodes.count else {
      return world.fail("\(host.name) has no loop \(loop.rawValue)")
    }
    let other = host.nodes[Int(loop.rawValue)]
    sockets.remove(socket.index)
    binding.user = nil
    binding.socket = nil
    world.schedule(at: other.nextMailTime()) {
      let socket = other.adopt(binding, owner: ticket.owner)
      other.tell(.opened(ticket, .socket(socket, binding.endpoint)))
      let held = binding.held
      binding.held = []
      for packet in held { binding.deliver(packet) }
    }
  }
}
