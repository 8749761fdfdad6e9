import SansIO

/// Relay sockets: from the answer of the driver to the end of an allocation.
extension TURNServer {
  /// Takes in what became of a socket we asked for, or were handed by another loop.
  mutating func take(
    _ result: Opened, for ticket: Ticket, at now: Moment, into outbox: inout Outbox
  ) {
    let slot = UInt32(truncatingIfNeeded: ticket.number)
    guard let opening = ledger.opening(slot), opening.ticket == ticket.number else {
      return discard(result, into: &outbox)
    }
    switch result {
    case .socket(let socket, let local):
      establish(slot, socket, local, token: nil, at: now, into: &outbox)
    case .pair(let socket, let next, let local):
      let above = Endpoint(address: local.address, port: local.port + 1)
      let token = reserve(next, above, for: slot, at: now.monotonic)
      establish(slot, socket, local, token: token, at: now, into: &outbox)
    case .failed(.addressInUse): retry(slot, opening, at: now, into: &outbox)
    case .failed, .listener: fail(slot, opening, at: now, into: &outbox)
    }
  }

  /// Closes what comes too late: nobody waits for it.
  private mutating func discard(_ result: Opened, into outbox: inout Outbox) {
    switch result {
    case .socket(let socket, _): shut(socket, into: &outbox)
    case .pair(let socket, let next, _):
      shut(socket, into: &outbox)
      shut(next, into: &outbox)
    case .failed, .listener: break
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
    guard case .binding(let address, let parity, var walk) = opening.source,
      let port = walk.next()
    else { return fail(slot, opening, at: now, into: &outbox) }
    ledger.terms[Int(slot)]?.opening?.source = .binding(address, parity, walk)
    outbox.open(parity.opening(address, port), as: Ticket(opening.ticket))
  }

  /// Refuses an Allocate that waited for its socket with 508.
  mutating func fail(
    _ slot: UInt32, _ opening: RelayOpening, at now: Moment, into outbox: inout Outbox
  ) {
    end(slot, .deleted, into: &outbox)
    refuse(opening.reply, .reject(.insufficientCapacity), at: now, into: &outbox)
  }

  /// Gives an allocation its socket and answers the request that made it.
  mutating func establish(
    _ slot: UInt32, _ socket: SocketID, _ local: Endpoint, token: UInt64?, at now: Moment,
    into outbox: inout Outbox
  ) {
    guard let opening = ledger.opening(slot) else { return }
    let relay = Allocation.Relay(
      socket: socket, local: local, relayed: relays.relayed(local))
    ledger.open(
      slot, relay, at: now.monotonic, lifetime: opening.lifetime, token: token)
    statistics.allocated += 1
    tell(
      .allocated(
        client: opening.reply.origin, relayed: relay.relayed,
        user: ledger.terms[Int(slot)]?.user ?? ""))
    grant(slot, opening.reply, into: &outbox)
  }

  /// Sends the success response of Allocate (RFC 8656 section 7.2).
  mutating func grant(_ slot: UInt32, _ reply: ReplyTo, into outbox: inout Outbox) {
    guard let relay = ledger.allocations[slot].relay, let terms = ledger.terms[Int(slot)]
    else { return }
    succeed(reply, into: &outbox) { output in
      output.append(.xorRelayedAddress, xor: relay.relayed, id: reply.id)
      output.append(.lifetime, uint32: terms.lifetime)
      if let token = terms.token { output.append(.reservationToken, uint64: token) }
      output.append(.xorMappedAddress, xor: reply.origin, id: reply.id)
    }
  }

  /// Ends an allocation and closes its socket.
  mutating func end(_ slot: UInt32, _ reason: Reason, into outbox: inout Outbox) {
    let allocation = ledger.allocations[slot]
    guard let terms = ledger.end(slot) else { return }
    meters.leave(terms.user, allocation.meter)
    release(terms.heldPorts, of: terms.user)
    guard let relay = allocation.relay else { return }
    outbox.close(relay.socket)
    tell(
      .ended(
        client: terms.origin, relayed: relay.relayed, user: terms.user, reason))
  }
}
