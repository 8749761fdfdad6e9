public import SansIO

// The allocations, while they are made and after.
extension Gatherer {
  /// Asks for permissions on the allocation with this relayed address; see `TURNClient.permit`.
  @discardableResult
  public mutating func permit(
    _ addresses: [IPAddress], on relayed: Endpoint, at now: Moment, into outbox: inout Outbox
  ) -> Bool {
    guard let place = relay(at: relayed) else { return false }
    defer { conclude(at: now.monotonic, into: &outbox) }
    return relays[place].session.permit(
      addresses, at: now.monotonic, with: &tools, into: &outbox)
  }

  /// Asks for a channel on the allocation with this relayed address; see `TURNClient.bind`.
  @discardableResult
  public mutating func bind(
    _ peer: Endpoint, on relayed: Endpoint, at now: Moment, into outbox: inout Outbox
  ) -> Bool {
    guard let place = relay(at: relayed) else { return false }
    defer { conclude(at: now.monotonic, into: &outbox) }
    return relays[place].session.bind(peer, at: now.monotonic, with: &tools, into: &outbox)
  }

  /// Sends a peer a datagram through the allocation with this relayed address; see
  /// `TURNClient.send`.
  @discardableResult
  public mutating func send(
    _ payload: RawSpan, to peer: Endpoint, from relayed: Endpoint, into outbox: inout Outbox
  ) -> SendOutcome {
    guard let place = relay(at: relayed) else { return .notAllocated }
    return relays[place].session.send(payload, to: peer, with: &tools, into: &outbox)
  }

  private func relay(at relayed: Endpoint) -> Int? {
    relays.firstIndex { $0.relayed.contains(relayed) && !$0.isClosed }
  }

  /// Takes in what an allocation tells.
  mutating func take(
    _ event: ClientEvent, ofRelay place: Int, at now: Instant, into outbox: inout Outbox
  ) {
    switch event {
    case .allocated(let relayed, let mapped, _):
      relays[place].relayed = relayed
      allocated(relayed, mapped, by: relays[place])
    case .closed(let reason):
      close(place, into: &outbox)
      closed(place, because: reason)
    default:
      if let relayed = relays[place].relayed.first { events.append(.relay(relayed, event)) }
    }
  }

  /// The relayed candidates, and the reflexive one that comes for free (RFC 8445 section 5.1.1.2).
  private mutating func allocated(
    _ relayed: [Endpoint], _ mapped: Endpoint, by relay: GatheredRelay
  ) {
    let job = jobs[relay.job]
    guard !job.isDone else { return }
    // Over a stream, or from a socket of its own, the server saw an address no candidate has.
    if relay.socket == nil, !relay.session.route.isReliable {
      addReflexive(mapped, for: relay.job)
    }
    for (number, relayed) in relayed.enumerated() {
      add(
        candidates.add(
          .relayed, relayed, base: relayed,
          localPreference: preference(of: job, isSecond: number > 0), server: job.server,
          related: mapped))
    }
    jobs[relay.job].stage = .done
  }

  private mutating func closed(_ place: Int, because reason: ClosingReason) {
    let job = relays[place].job
    if case .relaying(place) = jobs[job].stage {
      switch reason {
      case .redirected(let server): redirect(job, to: server)
      case .refused(.allocationMismatch) where jobs[job].ports < GatheringJob.portLimit:
        jobs[job].ports += 1
        jobs[job].stage = .waiting
      case .refused(let code) where mayHaveOneFamily(job, code):
        jobs[job].wantsOneFamily = true
        jobs[job].ports += 1
        jobs[job].stage = .waiting
      case .timedOut: fail(job, .timedOut)
      default: fail(job, .relay(reason))
      }
    } else if let relayed = relays[place].relayed.first, phase == .finished || phase == .gathering {
      events.append(.relay(relayed, .closed(reason)))
    }
  }

  /// Whether a server that refused both families may have an address of one: some refuse what they
  /// cannot give in full.
  private func mayHaveOneFamily(_ job: Int, _ code: ErrorCode) -> Bool {
    guard configuration.options.families == .both, !jobs[job].wantsOneFamily else { return false }
    return [.badRequest, .addressFamilyNotSupported, .insufficientCapacity].contains(code)
  }

  /// Closes what only this allocation used.
  mutating func close(_ place: Int, into outbox: inout Outbox) {
    if let socket = relays[place].socket { outbox.close(socket) }
    if case .link(let link) = relays[place].session.route { outbox.finish(link) }
  }
}
