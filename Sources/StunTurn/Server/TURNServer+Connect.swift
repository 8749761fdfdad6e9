import SansIO

/// Connections to peers, asked for by the client or begun by peers (RFC 6062 sections 5.2, 5.3).
extension TURNServer {
  /// The open TCP allocation of a request: 437 without one, 441 for another user's, 400 for one that
  /// relays datagrams.
  private func tcpAllocation(
    of request: Request
  ) throws(Refusal) -> (slot: UInt32, relay: Allocation.Relay) {
    let halves = try allocation(of: request)
    guard let slot = halves.slots.first, let relay = ledger.allocations[slot].relay,
      case .listener = relay.port
    else { throw .reject(.badRequest) }
    return (slot, relay)
  }

  /// Connect (RFC 6062 section 5.2). The answer leaves when the connection is there, or is not to
  /// be had.
  mutating func connect(_ request: Request, into outbox: inout Outbox) throws(Refusal) {
    let (slot, relay) = try tcpAllocation(of: request)
    guard let value = request.message.first(.xorPeerAddress),
      let peer = Endpoint(xorAddress: value, id: request.reply.id)
    else { throw .reject(.badRequest) }
    guard peer.address.family == relay.local.address.family else {
      throw .reject(.peerAddressFamilyMismatch)
    }
    guard isOpen(slot, to: peer) else { throw .reject(.forbidden) }
    let held = ledger.terms[Int(slot)]?.connections ?? []
    guard !held.contains(where: { peers[$0]?.peer == peer }) else {
      throw .reject(.connectionAlreadyExists)
    }
    guard hasRoom(forConnectionOf: slot) else { throw .reject(.insufficientCapacity) }
    lastTicket += 1
    // Allocations' tickets carry a slot in their low half; none has this one.
    let ticket = Ticket(lastTicket << 32 | UInt64(UInt32.max))
    let id = freshConnectionID()
    peers.set(
      PeerConnection(
        id: id, allocation: slot, peer: peer,
        stage: .connecting(request.reply, ticket: ticket.number)))
    ledger.terms[Int(slot)]?.connections.append(id)
    outbox.open(
      .connect(from: relay.local, to: policy.localForm(of: peer), secure: nil), as: ticket)
  }

  /// Whether an allocation may have to do with a peer at all.
  private func isOpen(_ slot: UInt32, to peer: Endpoint) -> Bool {
    ledger.allocations[slot].admitsPeer(at: peer.port)
      && policy.verdict(on: peer, for: ledger.allocations[slot].group).isAllowed
  }

  private func hasRoom(forConnectionOf slot: UInt32) -> Bool {
    let held = ledger.terms[Int(slot)]?.connections.count ?? 0
    return held < configuration.limits.connectionsPerAllocation
      && peers.count < configuration.limits.connections
  }

  /// A number nobody can guess, from which every loop can tell that it is this one's.
  private mutating func freshConnectionID() -> UInt32 {
    let loops = UInt32(configuration.loopCount)
    while true {
      let multiple = UInt32(truncatingIfNeeded: entropy.uint64()) / loops * loops
      let (id, overflows) = multiple.addingReportingOverflow(
        UInt32(configuration.loop.rawValue))
      if !overflows, peers[id] == nil { return id }
    }
  }

  /// A connection that was asked for is there.
  mutating func reach(
    _ link: LinkID, for connection: PeerConnection, at now: Instant, into outbox: inout Outbox
  ) {
    guard case .connecting(let reply, _) = connection.stage else { return outbox.abort(link) }
    wait(connection.id, of: connection.allocation, connection.peer, on: link, at: now, &outbox)
    succeed(reply, into: &outbox) { $0.append(.connectionID, uint32: connection.id) }
  }

  /// A connection that was asked for is not to be had.
  mutating func fail(
    _ connection: PeerConnection, at now: Moment, into outbox: inout Outbox
  ) {
    drop(connection.id, into: &outbox)
    guard case .connecting(let reply, _) = connection.stage else { return }
    refuse(reply, .reject(.connectionTimeoutOrFailure), at: now, into: &outbox)
  }

  /// A peer connects by itself (RFC 6062 section 5.3): without a permission it is closed at once.
  mutating func receive(
    _ link: LinkID, _ info: LinkInfo, of slot: UInt32, at now: Instant, into outbox: inout Outbox
  ) {
    let peer = policy.shownForm(of: info.remote)
    guard case .link(let client) = ledger.allocations[slot].client,
      ledger.permits(peer.address, of: slot, at: now), isOpen(slot, to: peer),
      hasRoom(forConnectionOf: slot), outbox.backlog.flow(of: client) == .open
    else {
      statistics.drop(.noPermission)
      return outbox.abort(link)
    }
    let number = freshConnectionID()
    wait(number, of: slot, peer, on: link, at: now, &outbox)
    ledger.terms[Int(slot)]?.connections.append(number)
    let id = TransactionID(from: &entropy)
    outbox.send(over: .link(client), capacity: 64) { output in
      output.beginMessage(MessageType(.connectionAttempt, .indication), id: id)
      output.append(.xorPeerAddress, xor: peer, id: id)
      output.append(.connectionID, uint32: number)
      output.endMessage()
    }
  }

  /// Lets a peer wait for its client. Nothing of it is read meanwhile: what it sends early fills
  /// the kernel's window and no more.
  private mutating func wait(
    _ id: UInt32, of allocation: UInt32, _ peer: Endpoint, on link: LinkID, at now: Instant,
    _ outbox: inout Outbox
  ) {
    outbox.pause(link)
    let until = now.adding(seconds: configuration.limits.connectionBindSeconds)
    let timer = ledger.timers.schedule(.connection(id), at: until)
    peers.set(
      PeerConnection(id: id, allocation: allocation, peer: peer, stage: .waiting(link, timer)))
  }

  /// ConnectionBind (RFC 6062 section 5.4): joins the stream it comes by to a connection. One of
  /// another loop is told there: the stream moves with its request.
  mutating func connectionBind(
    _ request: Request, into outbox: inout Outbox
  ) throws(Refusal) {
    let id = try request.read { message throws(AttributeError) in
      try message.uint32(.connectionID)
    }
    guard case .link(let link) = request.reply.route, let id,
      ledger.allocation(of: request.reply.route) == nil
    else { throw .reject(.badRequest) }
    let loop = LoopID(rawValue: UInt8(id % UInt32(configuration.loopCount)))
    guard loop == configuration.loop else {
      move = loop
      return
    }
    guard var connection = peers[id], case .waiting(let peer, let timer) = connection.stage else {
      throw .reject(.badRequest)
    }
    guard ledger.terms[Int(connection.allocation)]?.user == request.admission.quotaUser else {
      throw .reject(.wrongCredentials)
    }
    ledger.timers.cancel(timer)
    forget(link)
    connection.stage = .joined(peer: peer, client: link)
    peers.set(connection)
    succeed(request.reply, into: &outbox) { _ in }
    outbox.resume(peer)
  }

  /// Ends a connection, whatever its stage.
  mutating func drop(
    _ id: UInt32, sparing spared: LinkID? = nil, into outbox: inout Outbox
  ) {
    guard let connection = peers.remove(id) else { return }
    ledger.terms[Int(connection.allocation)]?.connections.removeAll { $0 == id }
    switch connection.stage {
    case .connecting: break
    case .waiting(let peer, let timer):
      ledger.timers.cancel(timer)
      if peer != spared { outbox.abort(peer) }
    case .joined(let peer, let client):
      if peer != spared { outbox.abort(peer) }
      if client != spared { outbox.abort(client) }
    }
  }
}
