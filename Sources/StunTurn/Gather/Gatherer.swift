public import SansIO
public import SignaldCrypto

/// Gathers candidates: addresses of interfaces, addresses servers see, and addresses of relays
/// (RFC 8445 section 5.1.1).
///
/// It opens a socket on every interface's address, asks every server of the same family from
/// there, one each Ta, and keeps the allocations until it is stopped. What peers send to its
/// sockets is not for it: `handle` answers `false`.
public struct Gatherer: ~Copyable {
  /// How many addresses, and how many servers, count at most; more are left out.
  public static let limit = 64

  /// How far it is.
  enum Phase: Hashable {
    /// Nothing was asked for.
    case idle
    /// Candidates may come.
    case gathering
    /// All candidates are there; allocations are kept.
    case finished
    /// Allocations are deleted, until then at the latest.
    case stopping(Instant)
    /// All is closed.
    case stopped
  }

  /// How it is done.
  let configuration: GatheringConfiguration
  /// The servers, the best first: UDP before TCP before TLS.
  let servers: [ResolvedServer]
  /// What addresses and servers add to a candidate's priority.
  let preferences: LocalPreferences
  /// For all requests.
  var tools: ClientTools
  /// How far it is.
  var phase = Phase.idle
  /// One for each address.
  var bases: [GatheringBase]
  /// One for each server and each address of its family.
  var jobs: [GatheringJob] = []
  /// Allocations, also those that came to nothing.
  var relays: [GatheredRelay] = []
  /// What was found.
  var candidates = CandidateList()
  /// When the next job may have its turn; `nil` before the first.
  var nextTurn: Instant?
  /// What is not yet told.
  var events: [GatheringEvent] = []
  /// When it wants an `.alarm`; kept here so that data costs no search for it.
  public internal(set) var deadline: Instant?

  /// Makes a gatherer for these addresses and servers, each the best first. Addresses that must not
  /// become candidates are left out.
  public init(
    interfaces: [IPAddress], servers: [ResolvedServer],
    configuration: GatheringConfiguration = GatheringConfiguration(), entropy: consuming Entropy
  ) {
    var addresses: [IPAddress] = []
    for address in interfaces where configuration.allows(address) {
      if addresses.count < Gatherer.limit, !addresses.contains(address) {
        addresses.append(address)
      }
    }
    let allowed = servers.prefix(Gatherer.limit)
    let ordered = (0...2).flatMap { order in allowed.filter { $0.order == order } }
    self.configuration = configuration
    self.servers = ordered
    preferences = LocalPreferences(of: addresses, serverCount: ordered.count)
    bases = addresses.map { GatheringBase(address: $0) }
    tools = ClientTools(entropy: entropy)
  }

  /// Opens the sockets; candidates follow. Does nothing the second time.
  public mutating func start(at now: Moment, into outbox: inout Outbox) {
    guard phase == .idle else { return }
    phase = .gathering
    for place in bases.indices {
      outbox.open(
        .udp(bases[place].address, port: nil), as: GatheringTicket.base(place).ticket)
    }
    for (rank, server) in servers.enumerated() {
      for place in bases.indices where bases[place].address.family == server.family {
        jobs.append(
          GatheringJob(base: place, server: server, rank: rank, target: server.endpoint))
      }
    }
    conclude(at: now.monotonic, into: &outbox)
  }

  /// Deletes the allocations, then closes everything; `.stopped` follows.
  public mutating func stop(at now: Moment, into outbox: inout Outbox) {
    switch phase {
    case .stopping, .stopped: return
    case .idle, .gathering, .finished: break
    }
    phase = .stopping(now.monotonic.adding(milliseconds: configuration.stopTimeout))
    for place in jobs.indices { jobs[place].stage = .done }
    for place in relays.indices {
      relays[place].session.close(at: now.monotonic, with: &tools, into: &outbox)
    }
    conclude(at: now.monotonic, into: &outbox)
  }

  /// The oldest event not yet told.
  public mutating func nextEvent() -> GatheringEvent? {
    events.isEmpty ? nil : events.removeFirst()
  }

  /// The socket of a host or reflexive candidate's base, for sending from it.
  public func socket(at base: Endpoint) -> SocketID? {
    bases.first { $0.socket?.endpoint == base }?.socket?.id
  }
}

extension Gatherer: Machine {
  /// What can be commanded.
  public enum Command: Hashable, Sendable {
    /// Begin.
    case start
    /// Give everything back.
    case stop
  }

  /// Takes in one event; what peers send is dropped.
  public mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
    handle(event, at: now, into: &outbox) { _, _, _ in }
  }

  /// Obeys a command.
  public mutating func obey(_ command: Command, at now: Moment, into outbox: inout Outbox) {
    switch command {
    case .start: start(at: now, into: &outbox)
    case .stop: stop(at: now, into: &outbox)
    }
  }

  /// The oldest event not yet told.
  public mutating func nextNews() -> GatheringEvent? { nextEvent() }
}

extension ResolvedServer {
  /// The family of its address.
  var family: IPAddress.Family { endpoint.address.family }
}
