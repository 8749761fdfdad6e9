import SansIO

/// Allocate (RFC 8656 section 7.2), up to the point where a socket is asked for.
extension TURNServer {
  /// Makes an allocation. The success response leaves when its socket is there.
  mutating func allocate(_ request: Request, into outbox: inout Outbox) throws(Refusal) {
    guard try isFree(request, into: &outbox) else { return }
    try checkScope(request)
    let wish = try AllocationWish(request, family: defaultFamily(for: request.reply.origin))
    if case .bound(let family, _) = wish.port, relays.relay(family) == nil {
      throw .reject(.addressFamilyNotSupported)
    }
    guard try hasRoom(for: wish, request, into: &outbox) else { return }
    switch wish.port {
    case .bound(let family, let parity): try bind(parity, family, wish, request, &outbox)
    case .reserved(let token): try redeem(token, wish, request, &outbox)
    }
  }

  /// The family of a request that names none: IPv4, unless the operator prefers the client's own.
  private func defaultFamily(for client: Endpoint) -> IPAddress.Family {
    let family = client.address.family
    return configuration.defaultFamilyFollowsRFC || relays.relay(family) == nil ? .v4 : family
  }

  /// Whether the 5-tuple has no allocation. A retransmission gets its answer again, or none while
  /// the original waits for its socket; anything else is refused with 437.
  private mutating func isFree(
    _ request: Request, into outbox: inout Outbox
  ) throws(Refusal) -> Bool {
    let now = request.now.monotonic
    let reply = request.reply
    guard let slot = ledger.allocation(of: reply.path) else {
      // Too late a copy of the request that made an allocation which is deleted.
      if farewells.contains(reply.id, along: reply.path, at: now) {
        throw .reject(.allocationMismatch)
      }
      return true
    }
    guard now < ledger.allocations[slot].expires else {
      end(slot, .expired, into: &outbox)
      return true
    }
    let memory = configuration.limits.retransmissionSeconds
    guard let terms = ledger.terms[Int(slot)], terms.id == reply.id,
      terms.user == request.admission.quotaUser
    else { throw .reject(.allocationMismatch) }
    if terms.opening != nil { return false }
    guard now < terms.opened.adding(seconds: memory) else { throw .reject(.allocationMismatch) }
    grant(slot, reply, into: &outbox)
    return false
  }

  /// 403 for the holder of a credential that is bound to another address. Not 401: a client would
  /// ask again with the same credential.
  private func checkScope(_ request: Request) throws(Refusal) {
    guard let scope = request.admission.scope else { return }
    guard scope.admits(request.reply.origin.address) else { throw .reject(.forbidden) }
  }

  /// 486 for a user with enough, 300 or 508 while we drain, 508 when we are full; `false` if that
  /// is to be found out first.
  private mutating func hasRoom(
    for wish: AllocationWish, _ request: Request, into outbox: inout Outbox
  ) throws(Refusal) -> Bool {
    var ports = wish.portCount
    if case .reserved(let token) = wish.port, reservations[token] != nil { ports = 0 }
    guard try mayHold(ports, request, into: &outbox) else { return false }
    guard alternatives == nil else {
      let isElsewhere = alternative(for: request.reply.origin) != nil
      throw .reject(isElsewhere ? .tryAlternate : .insufficientCapacity)
    }
    let share = configuration.limits.allocationShare(of: configuration.loopCount)
    guard ledger.allocations.count + reservations.count + ports <= share else {
      throw .reject(.insufficientCapacity)
    }
    return true
  }

  private mutating func bind(
    _ parity: PortWalk.Parity, _ family: IPAddress.Family, _ wish: AllocationWish,
    _ request: Request, _ outbox: inout Outbox
  ) throws(Refusal) {
    var walk = PortWalk(
      configuration.relayPorts, parity, attempts: configuration.limits.bindAttempts,
      from: &entropy)
    guard let relay = relays.relay(family), let port = walk.next() else {
      throw .reject(.insufficientCapacity)
    }
    let source = RelayOpening.Source.binding(relay.local, parity, walk)
    let (_, ticket) = begin(request, wish, source)
    outbox.open(parity.opening(relay.local, port), as: ticket)
  }

  /// Turns a reserved port into an allocation, here or by the loop that holds it.
  private mutating func redeem(
    _ token: UInt64, _ wish: AllocationWish, _ request: Request, _ outbox: inout Outbox
  ) throws(Refusal) {
    let owner = LoopID(rawValue: UInt8(token % UInt64(configuration.loopCount)))
    let user = request.admission.quotaUser
    guard owner == configuration.loop else {
      let (_, ticket) = begin(request, wish, .reservation)
      return tell(
        .toLoop(
          owner, .claim(token: token, user: user, from: configuration.loop, ticket: ticket)))
    }
    guard reservations[token]?.user == user else { throw .reject(.insufficientCapacity) }
    // The port is held by the allocation before the reservation lets go of it.
    let (slot, _) = begin(request, wish, .reservation)
    guard let reservation = takeReservation(token, of: user) else { return }
    establish(
      slot, reservation.socket, reservation.local, token: nil, at: request.now, into: &outbox)
  }

  /// Enters an allocation that waits for its socket.
  private mutating func begin(
    _ request: Request, _ wish: AllocationWish, _ source: RelayOpening.Source
  ) -> (slot: UInt32, ticket: Ticket) {
    let user = request.admission.quotaUser
    let opening = RelayOpening(
      reply: request.reply, lifetime: grantedLifetime(wish.lifetime, request), ticket: 0,
      source: source)
    let wait = configuration.limits.retransmissionSeconds
    let slot = ledger.begin(
      request.reply.path, user: user, opening: opening,
      until: request.now.monotonic.adding(seconds: wait))
    let hasScope = request.admission.scope != nil
    ledger.allocations[slot].group = policy.group(of: user)
    ledger.allocations[slot].meter = meters.join(user, hasScope: hasScope)
    if hasScope {
      ledger.allocations[slot].lowestPeerPort = configuration.limits.roomLowestPeerPort
    }
    ledger.terms[Int(slot)]?.heldPorts = wish.portCount
    hold(wish.portCount, of: user)
    lastTicket += 1
    let ticket = Ticket(lastTicket << 32 | UInt64(slot))
    ledger.terms[Int(slot)]?.opening?.ticket = ticket.number
    return (slot, ticket)
  }
}
