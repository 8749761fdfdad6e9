import SansIO

// Asking servers, one each Ta.
extension Gatherer {
  /// The first job that can have its turn.
  var readyJob: Int? {
    for place in jobs.indices where jobs[place].isWaiting {
      if bases[jobs[place].base].socket != nil { return place }
    }
    return nil
  }

  /// Starts at most one job, if Ta has passed since the last.
  mutating func startJobs(at now: Instant, into outbox: inout Outbox) {
    guard phase == .gathering, nextTurn.map({ $0 <= now }) ?? true,
      let place = readyJob
    else { return }
    nextTurn = now.adding(milliseconds: configuration.pace)
    if jobs[place].end == nil {
      jobs[place].end = now.adding(milliseconds: configuration.serverTimeout)
    }
    guard jobs[place].ports > 0 || jobs[place].visited.admit(jobs[place].target, at: now) else {
      return fail(place, .redirectionLoop)
    }
    start(place, at: now, into: &outbox)
  }

  private mutating func start(_ place: Int, at now: Instant, into outbox: inout Outbox) {
    let job = jobs[place]
    let address = bases[job.base].address
    guard let socket = bases[job.base].socket else { return }
    let path = Path(socket: socket.id, local: address, remote: job.target)
    switch job.server.service {
    case .stun:
      jobs[place].stage = .probing(
        BindingProbe(
          over: .path(path), timeout: timeout, at: now, with: &tools, into: &outbox))
    case .turn(_, over: .udp) where job.ports == 0:
      relay(place, over: .path(path), at: now, into: &outbox)
    case .turn(_, over: .udp): open(.udp(address, port: nil), for: place, into: &outbox)
    case .turn(_, over: .tcp): connect(place, from: address, secure: nil, into: &outbox)
    case .turn(_, over: .tls(let name)):
      connect(place, from: address, secure: secure(name), into: &outbox)
    case .turn(_, over: .dtls(let name)):
      let opening = Opening.associate(from: address, to: job.target, secure: secure(name))
      open(opening, for: place, into: &outbox)
    }
  }

  /// RFC 7443 names the protocol.
  private func secure(_ name: String) -> Secure {
    Secure(serverName: name, alpn: ["stun.turn"], verifiesPeer: configuration.verifiesServers)
  }

  private var timeout: UInt64 { configuration.timeout(forPairs: jobs.count) }

  private mutating func connect(
    _ place: Int, from address: IPAddress, secure: Secure?, into outbox: inout Outbox
  ) {
    let source = Endpoint(address: address, port: 0)
    open(.connect(from: source, to: jobs[place].target, secure: secure), for: place, into: &outbox)
  }

  private mutating func open(_ opening: Opening, for place: Int, into outbox: inout Outbox) {
    jobs[place].openings &+= 1
    jobs[place].stage = .opening
    let ticket = GatheringTicket.job(place, opening: jobs[place].openings)
    outbox.open(opening, as: ticket.ticket)
  }

  private mutating func relay(
    _ place: Int, over route: Route, on socket: SocketID? = nil, at now: Instant,
    into outbox: inout Outbox
  ) {
    guard case .turn(let credential, _) = jobs[place].server.service else { return }
    var options = configuration.options
    if jobs[place].wantsOneFamily { options.families = .v4 }
    var session = TURNSession(
      over: route, credential: credential, options: options, timeout: timeout)
    session.allocate(at: now, with: &tools, into: &outbox)
    relays.append(GatheredRelay(session: session, job: place, socket: socket))
    jobs[place].stage = .relaying(relays.count - 1)
  }

  // MARK: What the driver opened

  /// Takes in the answer to an opening.
  mutating func take(
    _ opened: Opened, for ticket: Ticket, at now: Instant, into outbox: inout Outbox
  ) {
    switch (GatheringTicket(ticket), opened) {
    case (.base(let place), _): take(opened, forBase: place, at: now, into: &outbox)
    case (let ticket, .socket(let socket, let endpoint)):
      guard let place = awaited(ticket) else { return outbox.close(socket) }
      let path = Path(socket: socket, local: endpoint.address, remote: jobs[place].target)
      relay(place, over: .path(path), on: socket, at: now, into: &outbox)
    case (let ticket, .path(let path)):
      guard let place = awaited(ticket) else { return outbox.close(path.socket) }
      relay(place, over: .path(path), on: path.socket, at: now, into: &outbox)
    case (let ticket, .failed(let ending)):
      if let place = awaited(ticket) { fail(place, .connection(ending)) }
    case (_, .pair), (_, .listener): break
    }
  }

  private mutating func take(
    _ opened: Opened, forBase place: Int, at now: Instant, into outbox: inout Outbox
  ) {
    guard bases.indices.contains(place), bases[place].state == .opening else { return }
    switch opened {
    case .socket(let socket, let base):
      guard phase == .gathering else {
        bases[place].state = .closed
        return outbox.close(socket)
      }
      bases[place].state = .open(socket, base)
      let preference = preferences.preference(of: base.address)
      add(candidates.add(.host, base, base: base, localPreference: preference))
    case .failed(let ending):
      bases[place].state = .closed
      events.append(.interfaceFailed(bases[place].address, ending))
      for job in jobs.indices where jobs[job].base == place { jobs[job].stage = .done }
    case .pair, .path, .listener: break
    }
  }

  /// A connection is there.
  mutating func connected(
    _ link: LinkID, _ info: LinkInfo, _ ticket: Ticket, at now: Instant, into outbox: inout Outbox
  ) {
    guard let place = awaited(GatheringTicket(ticket)) else { return outbox.abort(link) }
    relay(place, over: .link(link), at: now, into: &outbox)
  }

  /// The job that still waits for this.
  private func awaited(_ ticket: GatheringTicket) -> Int? {
    guard case .job(let place, let opening) = ticket, jobs.indices.contains(place),
      case .opening = jobs[place].stage, jobs[place].openings == opening
    else { return nil }
    return place
  }

  // MARK: Results

  /// Notes and tells a candidate, unless it was redundant.
  mutating func add(_ candidate: Candidate?) {
    if let candidate { events.append(.candidate(candidate)) }
  }

  /// Ends a STUN server's job, or sends it elsewhere.
  mutating func settle(_ place: Int, _ outcome: BindingOutcome) {
    switch outcome {
    case .reflexive(let mapped, _, _):
      addReflexive(mapped, for: place)
      jobs[place].stage = .done
    case .failed(.redirected(let server)): redirect(place, to: server)
    case .failed(.timedOut): fail(place, .timedOut)
    case .failed(let failure): fail(place, .binding(failure))
    }
  }

  /// Makes a candidate of what a server saw (RFC 8445 section 5.1.1.2).
  mutating func addReflexive(_ mapped: Endpoint, for place: Int) {
    let job = jobs[place]
    guard let base = bases[job.base].socket?.endpoint, mapped.isUsable,
      mapped.address.family == base.address.family
    else { return }
    add(
      candidates.add(
        .serverReflexive, mapped, base: base, localPreference: preference(of: job),
        server: job.server, related: base))
  }

  /// The local preference of what a job finds, or of the second address it finds.
  func preference(of job: GatheringJob, isSecond: Bool = false) -> UInt16 {
    preferences.preference(
      of: bases[job.base].address, server: job.rank, isSecond: isSecond)
  }

  /// Asks another server when it is the job's turn again.
  mutating func redirect(_ place: Int, to server: Endpoint) {
    jobs[place].target = server
    jobs[place].ports = 0
    jobs[place].stage = .waiting
  }

  /// Ends a job without a candidate.
  mutating func fail(_ place: Int, _ failure: GatheringFailure) {
    let job = jobs[place]
    jobs[place].stage = .done
    events.append(.serverFailed(job.server, from: bases[job.base].address, failure))
  }

  /// The server had its time.
  mutating func giveUp(_ place: Int, at now: Instant, into outbox: inout Outbox) {
    if case .relaying(let relay) = jobs[place].stage {
      // An allocation that comes too late is deleted.
      relays[relay].session.close(at: now, with: &tools, into: &outbox)
    }
    fail(place, .timedOut)
  }
}
