public import SansIO

// What happens to a gatherer from outside.
extension Gatherer {
  /// Takes in one event, and lends what peers sent to a relay to `received`: the bytes, who sent
  /// them, and the relayed address.
  ///
  /// Answers whether the event was for the gatherer; other datagrams on its sockets are of peers.
  @discardableResult
  public mutating func handle(
    _ event: Event, at now: Moment, into outbox: inout Outbox,
    received: (RawSpan, Endpoint, Endpoint) -> Void
  ) -> Bool {
    let time = now.monotonic
    switch event {
    case .datagram(let datagram):
      if offerToRelays(event, at: time, into: &outbox, received: received) { return true }
      guard offer(datagram.bytes, from: datagram.path, at: time) else { return false }
    case .chunk, .departed:
      return offerToRelays(event, at: time, into: &outbox, received: received)
    case .link(let link, let ticket, let change):
      if case .opened(let info) = change {
        guard let ticket else { return false }
        connected(link, info, ticket, at: time, into: &outbox)
      } else {
        return offerToRelays(event, at: time, into: &outbox, received: received)
      }
    case .opened(let ticket, let opened): take(opened, for: ticket, at: time, into: &outbox)
    case .undeliverable(let report):
      if offerToRelays(event, at: time, into: &outbox, received: received) { return true }
      guard report.isFinal, fail(along: report.path) else { return false }
    case .alarm: alarm(at: time, into: &outbox)
    }
    conclude(at: time, into: &outbox)
    return true
  }

  /// Offers an event to every allocation until one takes it.
  private mutating func offerToRelays(
    _ event: Event, at now: Instant, into outbox: inout Outbox,
    received: (RawSpan, Endpoint, Endpoint) -> Void
  ) -> Bool {
    for place in relays.indices {
      let relayed = relays[place].relayed
      let before = relays[place].session.deadline
      let wasTaken = relays[place].session.handle(
        event, at: now, with: &tools, into: &outbox
      ) { payload, peer in
        let own = relayed.first { $0.address.family == peer.address.family }
        if let own { received(payload, peer, own) }
      }
      guard wasTaken else { continue }
      if relays[place].session.hasEvents || relays[place].session.deadline != before {
        conclude(at: now, into: &outbox)
      }
      return true
    }
    return false
  }

  /// Offers a datagram to every Binding request under way.
  private mutating func offer(_ bytes: RawSpan, from path: Path, at now: Instant) -> Bool {
    guard let message = try? Message(parsing: bytes) else { return false }
    for place in jobs.indices {
      guard case .probing(let probe) = jobs[place].stage, probe.route.isReverse(of: path),
        let outcome = probe.outcome(of: message, at: now)
      else { continue }
      settle(place, outcome)
      return true
    }
    return false
  }

  /// ICMP says that a STUN server cannot be reached.
  private mutating func fail(along path: Path) -> Bool {
    var wasOurs = false
    for place in jobs.indices {
      guard case .probing(let probe) = jobs[place].stage, probe.route.isReverse(of: path) else {
        continue
      }
      settle(place, .failed(.unreachable))
      wasOurs = true
    }
    return wasOurs
  }

  private mutating func alarm(at now: Instant, into outbox: inout Outbox) {
    for place in relays.indices {
      relays[place].session.alarm(at: now, with: &tools, into: &outbox)
    }
    for place in jobs.indices {
      if case .probing(var probe) = jobs[place].stage {
        let outcome = probe.alarm(at: now, with: &tools, into: &outbox)
        jobs[place].stage = .probing(probe)
        if let outcome { settle(place, outcome) }
      }
      if let end = jobs[place].end, end <= now, !jobs[place].isDone {
        giveUp(place, at: now, into: &outbox)
      }
    }
  }

  /// After anything but data has happened: passes on what allocations tell, starts what may start,
  /// sees what is over, and finds the next deadline.
  mutating func conclude(at now: Instant, into outbox: inout Outbox) {
    for place in relays.indices {
      while let event = relays[place].session.nextEvent() {
        take(event, ofRelay: place, at: now, into: &outbox)
      }
    }
    startJobs(at: now, into: &outbox)
    finishIfDone(at: now, into: &outbox)
    updateDeadline()
  }

  private mutating func finishIfDone(at now: Instant, into outbox: inout Outbox) {
    switch phase {
    case .gathering:
      guard jobs.allSatisfy(\.isDone), bases.allSatisfy({ $0.state != .opening }) else { return }
      phase = .finished
      events.append(.finished(candidates.all))
    case .stopping(let end):
      guard end <= now || relays.allSatisfy(\.isClosed) else { return }
      phase = .stopped
      for place in relays.indices { close(place, into: &outbox) }
      for place in bases.indices {
        if let socket = bases[place].socket { outbox.close(socket.id) }
        if bases[place].state != .opening { bases[place].state = .closed }
      }
      events.append(.stopped)
    case .idle, .finished, .stopped: break
    }
  }

  private mutating func updateDeadline() {
    var earliest = Instant.distantFuture
    if case .stopped = phase {
      deadline = nil
      return
    }
    for relay in relays { earliest = min(earliest, relay.session.deadline ?? earliest) }
    for job in jobs { earliest = min(earliest, job.deadline ?? earliest) }
    if case .stopping(let end) = phase { earliest = min(earliest, end) }
    if let nextTurn, readyJob != nil { earliest = min(earliest, nextTurn) }
    deadline = earliest == .distantFuture ? nil : earliest
  }
}
