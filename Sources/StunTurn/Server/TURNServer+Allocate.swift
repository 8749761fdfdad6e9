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
    try checkQuota(request, wish)
    switch wish.port {
    case .bound(let family, let parity): try bind(parity, [family], wish, request, &outbox)
    case .dual(let parity): try bind(parity, [.v4, .v6], wish, request, &outbox)
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

  /// 486 for a user with enough, 300 or 508 while we drain, 508 when we are full.
  private func checkQuota(_ request: Request, _ wish: AllocationWish) throws(Refusal) {
    let limits = configuration.limits
    var ports = 1
    if case .bound(_, .pair) = wish.port { ports = 2 }
    if case .dual = wish.port { ports = relays.count }
    if case .reserved(let token) = wish.port, reservations[token] != nil { ports = 0 }
    let quota = limits.quota(of: request.admission.scope, loops: configuration.loopCount)
    guard holdings[request.admission.quotaUser, default: 0] + ports <= quota else {
      throw .reject(.allocationQuotaReached)
    }
    guard alternatives == nil else {
      let isElsewhere = alternative(for: request.reply.origin) != nil
      throw .reject(isElsewhere ? .tryAlternate : .insufficientCapacity)
    }
    guard ledger.allocations.count + reservations.count + ports <= limits.allocations else {
      throw .reject(.insufficientCapacity)
    }
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
    guard let reservation = takeReservation(token, of: user) else {
      throw .reject(.insufficientCapacity)
    }
    let (slot, _) = begin(request, wish, .reservation)
    establish(
      slot, reservation.socket, reservation.local, token: nil, at: request.now, into: &outbox)
  }

  /// Holds an allocation to what its credential says.
  private mutating func restrict(_ slot: UInt32, _ admission: Admission) {
    if admission.scope != nil {
      let lowest = configuration.limits.roomLowestPeerPort
      ledger.restrict(slot, peerPorts: lowest...(.max), rate: rate)
    } else if let pass = admission.pass {
      ledger.restrict(
        slot, peerPorts: pass.peerPorts ?? 0...(.max),
        rate: pass.bitsPerSecond.map { RelayRate(bitsPerSecond: $0) })
    }
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
    ledger.allocations[slot].group = policy.group(of: user)
    restrict(slot, request.admission)
    if case .link(let link) = request.reply.route { links.settle(link) }
    holdings[user, default: 0] += 1
    lastTicket += 1
    let ticket = Ticket(lastTicket << 32 | UInt64(slot))
    ledger.terms[Int(slot)]?.opening?.ticket = ticket.number
    return (slot, ticket)
  }
}
