import SansIO

/// Relay sockets: from the answer of the driver to the end of an allocation.
extension TURNServer {
  /// Takes in what became of a socket we asked for, or were handed by another loop.
  mutating func take(
    _ result: Opened, for ticket: Ticket, at now: Moment, into outbox: inout Outbox
  ) {
    if case .failed = result, let connection = peers.connection(under: ticket) {
      return fail(connection, at: now, into: &outbox)
    }
    let slot = UInt32(truncatingIfNeeded: ticket.number)
    guard let opening = ledger.opening(slot), opening.ticket == ticket.number else {
      return discard(result, into: &outbox)
    }
    switch result {
    case .socket(let socket, let local):
      establish(slot, .socket(socket), local, token: nil, at: now, into: &outbox)
    case .pair(let socket, let next, let local):
      let above = Endpoint(address: local.address, port: local.port + 1)
      let token = reserve(next, above, for: slot, at: now.monotonic)
      establish(slot, .socket(socket), local, token: token, at: now, into: &outbox)
    case .listener(let number, let local):
      peers.assign(number, to: slot)
      establish(slot, .listener(number), local, token: nil, at: now, into: &outbox)
    case .failed(.addressInUse): retry(slot, opening, at: now, into: &outbox)
    case .failed, .path: fail(slot, opening, at: now, into: &outbox)
    }
  }

  /// Closes what comes too late: nobody waits for it.
  private mutating func discard(_ result: Opened, into outbox: inout Outbox) {
    switch result {
    case .socket(let socket, _): shut(socket, into: &outbox)
    case .pair(let socket, let next, _):
      shut(socket, into: &outbox)
      shut(next, into: &outbox)
    case .listener(let number, _): outbox.closeListener(number)
    case .failed, .path: break
    }
  }

  private mutating func shut(_ socket: SocketID, into outbox: inout Outbox) {
    ledger.sockets.assign(socket, to: RelaySockets.unused)
    outbox.close(socket)
  }

  /// Tries the next port of the walk; 508 at its end.
  private mutating func retry(
    _ slot: UInt32, _ opening: RelayOpening, at now: Moment, into outbox: inout Outbox
  ) {
    switch opening.source {
    case .binding(let address, let parity, var walk):
      guard let port = walk.next() else { break }
      ledger.terms[Int(slot)]?.opening?.source = .binding(address, parity, walk)
      return outbox.open(parity.opening(address, port), as: Ticket(opening.ticket))
    case .listening(let address, var walk):
      guard let port = walk.next() else { break }
      ledger.terms[Int(slot)]?.opening?.source = .listening(address, walk)
      let place = Endpoint(address: address, port: port)
      return outbox.open(.listen(at: place), as: Ticket(opening.ticket))
    case .reservation: break
    }
    fail(slot, opening, at: now, into: &outbox)
  }

  /// Refuses an Allocate that waited for its socket with 508; with a second half that has one or
  /// may get one, only the half.
  mutating func fail(
    _ slot: UInt32, _ opening: RelayOpening, at now: Moment, into outbox: inout Outbox
  ) {
    let twin = ledger.allocations[slot].twin
    end(slot, .deleted, into: &outbox)
    guard twin != Allocation.alone, case .binding(let address, _, _) = opening.source else {
      return refuse(opening.reply, .reject(.insufficientCapacity), at: now, into: &outbox)
    }
    ledger.terms[Int(twin)]?.refused = FamilyRefusal(
      family: address.family, code: .insufficientCapacity)
    if !ledger.isOpening(twin) { grant(twin, opening.reply, into: &outbox) }
  }

  /// Gives an allocation its socket and answers the request that made it, unless its other half
  /// still waits.
  mutating func establish(
    _ slot: UInt32, _ port: Allocation.Port, _ local: Endpoint, token: UInt64?, at now: Moment,
    into outbox: inout Outbox
  ) {
    guard let opening = ledger.opening(slot) else { return }
    let relay = Allocation.Relay(port: port, local: local, relayed: relays.relayed(local))
    ledger.open(
      slot, relay, at: now.monotonic, lifetime: opening.lifetime, token: token)
    statistics.allocated += 1
    tell(
      .allocated(
        client: opening.reply.origin, relayed: relay.relayed,
        user: ledger.terms[Int(slot)]?.user ?? ""))
    if !ledger.isOpening(slot) { grant(slot, opening.reply, into: &outbox) }
  }

  /// Sends the success response of Allocate (RFC 8656 section 7.2).
  mutating func grant(_ slot: UInt32, _ reply: ReplyTo, into outbox: inout Outbox) {
    guard let terms = ledger.terms[Int(slot)] else { return }
    let relays = [IPAddress.Family.v4, .v6].compactMap { family in
      ledger.half(family, of: slot).flatMap { ledger.allocations[$0].relay }
    }
    succeed(reply, into: &outbox) { output in
      for relay in relays { output.append(.xorRelayedAddress, xor: relay.relayed, id: reply.id) }
      if let refused = terms.refused { output.append(refused.code, for: refused.family) }
      output.append(.lifetime, uint32: terms.lifetime)
      if let token = terms.token { output.append(.reservationToken, uint64: token) }
      output.append(.xorMappedAddress, xor: reply.origin, id: reply.id)
    }
  }

  /// Ends an allocation, or one half of it, and closes its socket.
  mutating func end(_ slot: UInt32, _ reason: Reason, into outbox: inout Outbox) {
    let allocation = ledger.allocations[slot]
    guard let terms = ledger.end(slot) else { return }
    release(terms.heldPorts, of: terms.user)
    // Both halves share a meter and a stream; the last one takes them with it.
    if allocation.twin == Allocation.alone {
      meters.leave(terms.user, allocation.meter)
      if case .link(let link) = allocation.client { unsettle(link) }
    }
    for id in terms.connections { drop(id, into: &outbox) }
    guard let relay = allocation.relay else { return }
    switch relay.port {
    case .socket(let socket): outbox.close(socket)
    case .listener(let number):
      peers.assign(number, to: nil)
      outbox.closeListener(number)
    }
    tell(
      .ended(
        client: terms.origin, relayed: relay.relayed, user: terms.user, reason))
  }
}
