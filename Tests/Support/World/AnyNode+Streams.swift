import SansIO

extension AnyNode: StreamUser {
  /// Opens a listener for the machine as its embedder would; answers its number.
  @discardableResult
  public func listen(
    _ place: String, owner: UInt8 = 0, isSecure: Bool = false, isShared: Bool = false
  ) -> UInt16 {
    let number = listen(
      at: endpoint(place), owner: Owner(rawValue: owner), isSecure: isSecure, isShared: isShared)
    guard case .success((let number, _)) = number else {
      preconditionFailure("cannot listen at \(place)")
    }
    return number
  }

  /// The open stream of this name.
  func end(_ link: LinkID) -> StreamEnd? {
    guard link.loop == loop, let end = links.thing(link.index, link.generation), end.link == link
    else { return nil }
    return end
  }

  // MARK: What the machine wants

  /// Does what the machine wants besides sending.
  func perform(_ action: Action) {
    switch action {
    case .open(.udp(let address, let port), let ticket): bind(address, port: port, ticket)
    case .open(.udpPair(let address, let port), let ticket): bindPair(address, port, ticket)
    case .open(.associate(let from, let to, _), let ticket):
      associate(from: from, to: to, ticket)
    case .open(.connect(let from, let to, let secure), let ticket):
      connect(from: from, to: to, secure: secure, ticket)
    case .open(.listen(let place), let ticket):
      switch listen(at: place, owner: ticket.owner, isSecure: false, isShared: false) {
      case .success((let number, let place)): answer(ticket, .listener(number, place))
      case .failure(let refused): answer(ticket, .failed(refused.ending))
      }
    case .close(let socket): close(socket)
    case .closeListener(let number): close(listener: number)
    case .finish(let link): end(link)?.finish()
    case .abort(let link): reset(link, because: .local)
    case .overflow(let link): reset(link, because: .overflow)
    case .pause(let link): end(link)?.isPaused = true
    case .resume(let link):
      guard let end = end(link) else { return }
      end.isPaused = false
      world.schedule(in: 0) {
        // What was kept comes again at once, as the reactor does.
        if !end.isPaused, !end.kept.isEmpty { self.deliver([], to: end) }
        if !end.isPaused { end.read() }
      }
    case .secure(let link, let side):
      if let end = end(link) { complete { end.secure(as: side) } }
    case .handLink(let link, let loop, let owner): hand(link, to: loop, owner)
    case .handSocket(let socket, let loop, let ticket): hand(socket, to: loop, ticket)
    }
  }

  private func listen(
    at place: Endpoint, owner: Owner, isSecure: Bool, isShared: Bool
  ) -> Result<(UInt16, Endpoint), Host.Refused> {
    var place = place
    guard place.address.isUnspecified || host.owns(place.address) else {
      return .failure(Host.Refused(ending: .system(99)))
    }
    if place.port == 0 { place.port = world.freePort(on: host, at: place.address) ?? 0 }
    let others = host.listeners[place] ?? []
    guard others.isEmpty || isShared && others.allSatisfy(\.isShared) else {
      return .failure(Host.Refused(ending: .addressInUse))
    }
    let listener = StreamListener(
      endpoint: place, number: listenerCount, isSecure: isSecure, isShared: isShared
    ) { [unowned self] end in
      end.ownerNumber = owner.rawValue
      end.user = self
    }
    listener.owner = self
    listenerCount += 1
    host.listeners[place, default: []].append(listener)
    return .success((listener.number, place))
  }

  private func close(listener number: UInt16) {
    for place in host.listeners.keys {
      host.listeners[place]?.removeAll { $0.owner === self && $0.number == number }
      if host.listeners[place]?.isEmpty == true { host.listeners[place] = nil }
    }
  }

  private func connect(from: Endpoint?, to: Endpoint, secure: Secure?, _ ticket: Ticket) {
    guard let address = from?.address ?? host.source(for: to.address), host.owns(address) else {
      return answer(ticket, .failed(.unreachable))
    }
    var port = from?.port ?? 0
    if port == 0 { port = world.freePort(on: host, at: address) ?? 0 }
    let local = Endpoint(address: address, port: port)
    guard !host.connections.contains(Host.Connection(local: local, remote: to)) else {
      return answer(ticket, .failed(.addressInUse))
    }
    let end = StreamEnd(
      world: world, host: host, info: LinkInfo(local: local, remote: to, origin: to))
    end.ticket = ticket
    end.ownerNumber = ticket.owner.rawValue
    end.user = self
    world.connect(end, to: to, secure: secure, origin: nil)
  }

  private func reset(_ link: LinkID, because ending: Ending) {
    guard let end = end(link) else { return }
    end.abort()
    complete { [unowned self] in forget(end, because: ending) }
  }

  private func hand(_ link: LinkID, to loop: LoopID, _ owner: Owner) {
    guard let end = end(link) else { return }
    guard Int(loop.rawValue) < host.nodes.count else {
      return world.fail("\(host.name) has no loop \(loop.rawValue)")
    }
    let other = host.nodes[Int(loop.rawValue)]
    links.remove(link.index)
    outbox.backlog.close(link)
    end.link = nil
    end.user = nil
    end.isPaused = false
    end.ticket = nil
    end.ownerNumber = owner.rawValue
    world.schedule(at: other.nextMailTime()) {
      end.user = other
      other.streamOpened(end)
      if !end.kept.isEmpty { other.deliver([], to: end) }
      end.read()
    }
  }

  // MARK: What happens to streams

  /// Names a stream and tells the machine.
  func streamOpened(_ end: StreamEnd) {
    let place = links.insert(end)
    let link = LinkID(
      index: place.index, generation: place.generation, loop: loop,
      owner: Owner(rawValue: end.ownerNumber))
    end.link = link
    outbox.backlog.open(link)
    _ = outbox.backlog.settle(link, queued: end.queuedCount)
    tell(.link(link, end.ticket, .opened(end.info)))
  }

  /// Delivers bytes.
  func stream(_ end: StreamEnd, brought bytes: [UInt8]) { deliver(bytes, to: end) }

  /// Tells the machine of a half-close.
  func streamEnded(_ end: StreamEnd) {
    if let link = end.link { tell(.link(link, nil, .ended)) }
  }

  /// Takes note of a shorter queue.
  func streamMoved(_ end: StreamEnd) { settle(end) }

  /// Tells the machine that a stream is over or never came about.
  func streamClosed(_ end: StreamEnd, _ ending: Ending) {
    if let ticket = end.ticket, end.link == nil {
      tell(.opened(ticket, .failed(ending)))
    } else {
      forget(end, because: ending)
    }
  }

  /// Reports the queue to the outbox and says `.drained` when that is due.
  func settle(_ end: StreamEnd) {
    guard let link = end.link, outbox.backlog.settle(link, queued: end.queuedCount) else { return }
    world.schedule(in: 0) { [weak self] in
      if end.link == link { self?.tell(.link(link, nil, .drained)) }
    }
  }

  /// Says the last word about a link.
  func forget(_ end: StreamEnd, because ending: Ending) {
    if isExecuting { return complete { [unowned self] in forget(end, because: ending) } }
    guard let link = end.link else { return }
    end.link = nil
    links.remove(link.index)
    outbox.backlog.close(link)
    tell(.link(link, nil, .closed(ending)))
  }
}
