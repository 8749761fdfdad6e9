public import SansIO
public import SignaldCrypto

/// A STUN and TURN server (RFC 8489, RFC 8656): one loop's share of it.
///
/// Sockets and streams it is told about but did not open are those of clients; it opens those
/// towards peers.
/// Nothing is kept of anyone who has not proved who it is.
public struct TURNServer: ~Copyable, Machine {
  /// What has been done so far.
  public internal(set) var statistics = Statistics()

  var configuration: Configuration
  let relays: RelayMap
  var policy: PeerPolicy
  var gate: Gate
  var ledger: Ledger
  var links: ClientLinks
  var peers = PeerConnections()
  /// Where the stream is to move that brought the request just dealt with.
  var move: LoopID?
  var reservations: [UInt64: Reservation] = [:]
  var quotas = QuotaBook()
  var deferred: [UInt64: DeferredRequest] = [:]
  /// On how many loops each user at home here is, where it is more than one.
  var spreads: [String: Int] = [:]
  var meters: RelayMeters
  var farewells: Farewells
  var budget: SourceBudget
  var own: OwnPlaces
  var responses: ResponseCounter
  var alternatives: [Endpoint]?
  /// The name of the alternatives' domain, if clients are told (RFC 8489 section 14.16).
  var alternateDomain: String?
  var discovery: NATDiscovery?
  var entropy: Entropy
  var authenticator = Authenticator()
  var lastTicket: UInt64 = 0
  private var news: [News] = []
  private var told = 0

  /// Makes a server; `entropy` seeds its tables and draws ports and tokens.
  ///
  /// Traps if the configuration makes no sense: a loop that is not one of `loopCount`, relay ports
  /// below 1024 (RFC 8656 section 7.2), or a `software` of 128 characters (RFC 8489 section 14.14).
  public init(_ configuration: Configuration, entropy: consuming Entropy) {
    var entropy = entropy
    let limits = configuration.limits
    precondition(configuration.loop.rawValue < configuration.loopCount)
    precondition(configuration.relayPorts.lowerBound >= 1024)
    precondition((configuration.software ?? "").unicodeScalars.count < 128)
    own = OwnPlaces(listeners: configuration.listeners)
    policy = configuration.policy(own: own)
    relays = RelayMap(configuration.relays)
    gate = Gate(
      accounts: configuration.accounts, nonceKey: configuration.nonceKey,
      nonceLifetimeSeconds: limits.nonceSeconds,
      roomOverstaySeconds: limits.roomOverstaySeconds, revocationLimit: limits.revocations)
    meters = RelayMeters(limits, loops: configuration.loopCount)
    ledger = Ledger(mixer: Mixer(seed: entropy.uint64()))
    budget = SourceBudget(limits, mixer: Mixer(seed: entropy.uint64()))
    responses = ResponseCounter(mixer: Mixer(seed: entropy.uint64()))
    links = ClientLinks(mixer: Mixer(seed: entropy.uint64()))
    farewells = Farewells(limit: limits.farewells, seconds: limits.retransmissionSeconds)
    self.configuration = configuration
    self.entropy = entropy
  }

  /// How many allocations there are, those being opened included.
  public var allocationCount: Int { ledger.allocations.count }

  /// When something expires.
  public var deadline: Instant? { ledger.timers.earliest }

  /// Takes in one event.
  public mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
    switch event {
    case .datagram(let datagram): receive(datagram, at: now, into: &outbox)
    case .opened(let ticket, let result): take(result, for: ticket, at: now, into: &outbox)
    case .departed(let path): depart(path, into: &outbox)
    case .alarm: expire(at: now.monotonic, into: &outbox)
    case .chunk(let chunk): receive(chunk, at: now, into: &outbox)
    case .link(let link, let ticket, let change):
      take(change, of: link, ticket, at: now.monotonic, into: &outbox)
    case .undeliverable(let report): pass(report, at: now.monotonic, into: &outbox)
    }
  }

  /// The oldest news not yet told.
  public mutating func nextNews() -> News? {
    guard told < news.count else { return nil }
    defer {
      told += 1
      if told == news.count {
        news.removeAll(keepingCapacity: true)
        told = 0
      }
    }
    return news[told]
  }

  mutating func tell(_ item: News) { news.append(item) }

  /// The fork of RFC 7983: by socket, then by the first byte.
  private mutating func receive(
    _ datagram: Datagram, at now: Moment, into outbox: inout Outbox
  ) {
    if let allocation = ledger.sockets.allocation(of: datagram.path.socket) {
      relayToClient(datagram, from: allocation, at: now.monotonic, into: &outbox)
      return
    }
    guard datagram.bytes.byteCount > 0 else { return statistics.drop(.notForUs) }
    switch datagram.bytes.uint8(at: 0) {
    case 64...127: relayToPeer(datagram, at: now.monotonic, into: &outbox)
    case 0...3: answer(datagram, at: now, into: &outbox)
    default: statistics.drop(.notForUs)
    }
  }

  private mutating func answer(
    _ datagram: Datagram, at now: Moment, into outbox: inout Outbox
  ) {
    let message: Message
    do throws(MessageError) {
      message = try Message(parsing: datagram.bytes)
    } catch {
      return statistics.drop(.malformedMessage)
    }
    if message.type == MessageType(.send, .indication) {
      return send(message, of: datagram, at: now.monotonic, into: &outbox)
    }
    answer(message, ReplyTo(message, datagram), at: now, into: &outbox)
  }

  /// Answers any message but a Send indication.
  mutating func answer(
    _ message: Message, _ reply: ReplyTo, at now: Moment, into outbox: inout Outbox
  ) {
    switch (message.kind, message.method) {
    case (.request, .binding): bind(message, reply, at: now, into: &outbox)
    case (.request, .allocate), (.request, .refresh), (.request, .createPermission),
      (.request, .channelBind), (.request, .connect), (.request, .connectionBind):
      admit(message, reply, at: now, into: &outbox)
    case (.indication, .binding): break
    default: statistics.drop(.meaninglessMessage)
    }
  }
}
