import SansIO

/// Allocate (RFC 8656 section 7.2), up to the point where a socket is asked for.
extension TURNServer {
  /// Makes an allocation. The success response leaves when its socket is there.
  mutating func allocate(_ request: Request, into outbox: inout Outbox) throws(Refusal) {
    guard try isFree(request, into: &outbox) else { return }
    try checkScope(request)
    let wish = try AllocationWish(request, family: defaultFamily(for: request.reply.origin))
    switch wish.port {
    case .bound(let family, _), .listening(let family):
      guard relays.relay(family) != nil else { throw .reject(.addressFamilyNotSupported) }
    case .dual, .reserved: break
    }
    guard try hasRoom(for: wish, request, into: &outbox) else { return }
    switch wish.port {
    case .bound(let family, let parity): try bind(parity, [family], wish, request, &outbox)
    case .dual(let parity): try bind(parity, [.v4, .v6], wish, request, &outbox)
    case .listening(let family): try listen(family, wish, request, &outbox)
    case .reserved(let token): try redeem(token, wish, request, &outbox)
    }
  }

  /// The family of a request that names none: IPv4, unless the operator prefers the client's own or
  /// has only IPv6. There 440 would help no client: browsers name no family and take what they get.
  private func defaultFamily(for client: Endpoint) -> IPAddress.Family {
    let family = client.address.family
    if !configuration.defaultFamilyFollowsRFC, relays.relay(family) != nil { return family }
    return relays.relay(.v4) == nil ? .v6 : .v4
  }

  /// Whether the 5-tuple has no allocation. A retransmission gets its answer again, or none while
  /// the original waits for its socket; anything else is refused with 437.
  private mutating func isFree(
    _ request: Request, into outbox: inout Outbox
  ) throws(Refusal) -> Bool {
    let now = request.now.monotonic
    let reply = request.reply
    while let slot = ledger.allocation(of: reply.route), ledger.allocations[slot].expires <= now {
      end(slot, .expired, into: &outbox)
    }
    guard let slot = ledger.allocation(of: reply.route) else {
      // Too late a copy of the request that made an allocation which is deleted.
      if farewells.contains(reply.id, over: reply.route, at: now) {
        throw .reject(.allocationMismatch)
      }
      return true
    }
    let memory = configuration.limits.retransmissionSeconds
    guard let terms = ledger.terms[Int(slot)], terms.id == reply.id,
      terms.user == request.admission.quotaUser
    else { throw .reject(.allocationMismatch) }
    if ledger.isOpening(slot) { return false }
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
    if case .dual = wish.port { ports = relays.count }
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

  /// Asks for a socket of each of these families. One that is not served is told of in the success
  /// (RFC 8656 section 7.2), unless none is.
  private mutating func bind(
    _ parity: PortWalk.Parity, _ families: [IPAddress.Family], _ wish: AllocationWish,
    _ request: Request, _ outbox: inout Outbox
  ) throws(Refusal) {
    var first: UInt32?
    var refused: FamilyRefusal?
    for family in families {
      guard let relay = relays.relay(family) else {
        refused = FamilyRefusal(family: family, code: .addressFamilyNotSupported)
        continue
      }
      var walk = PortWalk(
        configuration.relayPorts, parity, attempts: configuration.limits.bindAttempts,
        from: &entropy)
      // The range is the same for both families: it has a port for the first or for none.
      guard let port = walk.next() else { break }
      let source = RelayOpening.Source.binding(relay.local, parity, walk)
      let (slot, ticket) = begin(request, wish, source, beside: first)
      first = first ?? slot
      outbox.open(parity.opening(relay.local, port), as: ticket)
    }
    guard let first else { throw .reject(.insufficientCapacity) }
    ledger.terms[Int(first)]?.refused = refused
  }

  /// Asks for a listener of this family (RFC 6062 section 5.1).
  private mutating func listen(
    _ family: IPAddress.Family, _ wish: AllocationWish, _ request: Request,
    _ outbox: inout Outbox
  ) throws(Refusal) {
    var walk = PortWalk(
      configuration.relayPorts, .any, attempts: configuration.limits.bindAttempts,
      from: &entropy)
    guard let relay = relays.relay(family), let port = walk.next() else {
      throw .reject(.insufficientCapacity)
    }
    let (_, ticket) = begin(request, wish, .listening(relay.local, walk))
    outbox.open(.listen(at: Endpoint(address: relay.local, port: port)), as: ticket)
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
      slot, .socket(reservation.socket), reservation.local, token: nil, at: request.now,
      into: &outbox)
  }

  /// Holds an allocation to what its credential and the limits say; both halves of a dual one share
  /// a meter.
  private mutating func restrict(_ slot: UInt32, _ admission: Admission) {
    let user = admission.quotaUser
    ledger.allocations[slot].group = policy.group(of: user)
    if admission.scope != nil {
      ledger.allocations[slot].lowestPeerPort = configuration.limits.roomLowestPeerPort
    } else if let ports = admission.pass?.peerPorts {
      ledger.allocations[slot].lowestPeerPort = ports.lowerBound
      ledger.allocations[slot].highestPeerPort = ports.upperBound
    }
    let twin = ledger.allocations[slot].twin
    ledger.allocations[slot].meter =
      twin == Allocation.alone
      ? meters.join(
        user, hasScope: admission.scope != nil, bitsPerSecond: admission.pass?.bitsPerSecond)
      : ledger.allocations[twin].meter
  }

  /// Enters an allocation that waits for its socket.
  private mutating func begin(
    _ request: Request, _ wish: AllocationWish, _ source: RelayOpening.Source,
    beside first: UInt32? = nil
  ) -> (slot: UInt32, ticket: Ticket) {
    let user = request.admission.quotaUser
    let opening = RelayOpening(
      reply: request.reply, lifetime: grantedLifetime(wish.lifetime, request), ticket: 0,
      source: source)
    let wait = configuration.limits.retransmissionSeconds
    let slot = ledger.begin(
      request.reply.route, user: user, opening: opening, beside: first,
      until: request.now.monotonic.adding(seconds: wait))
    restrict(slot, request.admission)
    if case .link(let link) = request.reply.route { links.settle(link) }
    ledger.terms[Int(slot)]?.heldPorts = wish.portCount
    hold(wish.portCount, of: user)
    lastTicket += 1
    let ticket = Ticket(lastTicket << 32 | UInt64(slot))
    ledger.terms[Int(slot)]?.opening?.ticket = ticket.number
    return (slot, ticket)
  }
}
