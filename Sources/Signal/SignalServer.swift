public import SansIO
public import SignaldCrypto

/// A signalling server that speaks AppRTC: its room server, its Collider and its pages, over the
/// links of one loop.
public struct SignalServer: ~Copyable, Machine {
  /// What it was told at the start.
  let configuration: Configuration
  /// The connections.
  var http: HTTPServer<SignalRouter>
  /// The rooms.
  var lobby: Lobby
  /// What makes keys and credentials for relays.
  var mint: RelayMint
  /// Who is behind each WebSocket for signalling.
  var visitors: [LinkID: Visitor] = [:]
  /// How the last of them calls this server. Most call it the same, and then share the text.
  var lastSite: SiteAddress?
  /// Whether new clients should go elsewhere.
  var isDraining = false
  /// When the first event came.
  var started: Instant?
  /// What only this type counts.
  var counts = Statistics()
  /// News, those already told included.
  var news: [News] = []
  /// How many of the news were told.
  var told = 0

  /// Makes a server; `entropy` draws the client ids.
  public init(_ configuration: Configuration, entropy: consuming Entropy) {
    var entropy = entropy
    let secret = configuration.relay?.secret ?? Base64.encode(entropy.bytes(32))
    mint = RelayMint(secret: secret)
    lobby = Lobby(configuration.lobbyLimits, entropy: entropy)
    http = HTTPServer(router: SignalRouter(configuration), limits: configuration.httpLimits)
    self.configuration = configuration
  }

  /// What it holds and has done so far.
  public var statistics: Statistics {
    var statistics = counts
    statistics.rooms = lobby.roomCount
    statistics.sockets = visitors.count
    statistics.lobby = lobby.statistics
    return statistics
  }

  /// When something expires.
  public var deadline: Instant? {
    guard let first = http.deadline, let second = lobby.deadline else {
      return http.deadline ?? lobby.deadline
    }
    return min(first, second)
  }

  /// Takes in one event.
  public mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
    if started == nil { started = now.monotonic }
    var left: IPAddress?
    switch event {
    case .link(let link, _, .opened(let info)):
      guard admit(info, at: now.monotonic) else { return outbox.abort(link) }
    case .link(let link, _, .closed):
      left = http.info(of: link)?.origin.address
    case .alarm: lobby.expire(at: now.monotonic)
    case .datagram, .chunk, .link, .opened, .undeliverable, .departed: break
    }
    var intake = HTTPIntake(event)
    while let next = http.next(&intake, at: now, into: &outbox) {
      take(next, at: now, into: &outbox)
      carryOut(at: now, into: &outbox)
    }
    carryOut(at: now, into: &outbox)
    if let left, !isProxy(left) { lobby.book.release(left, \.links) }
  }

  // MARK: Connections

  /// Whether an address may have one more connection. Proxies stand for many.
  private mutating func admit(_ info: LinkInfo, at now: Instant) -> Bool {
    let address = info.origin.address
    if isProxy(address) { return true }
    let limit = configuration.linksPerAddress
    let (milliseconds, burst) = (configuration.linkMilliseconds, configuration.linkBurst)
    let isAdmitted = lobby.book.update(address, at: now) { entry in
      guard entry.links < limit,
        entry.connections.take(every: milliseconds, burst: burst, at: now)
      else { return false }
      entry.links += 1
      return true
    }
    if isAdmitted != true { counts.linksRefused += 1 }
    return isAdmitted ?? false
  }

  private func isProxy(_ address: IPAddress) -> Bool {
    configuration.trustedProxies.contains { $0.contains(address) }
  }

  // MARK: What the rooms want

  /// Does what the rooms want done.
  private mutating func carryOut(at now: Moment, into outbox: inout Outbox) {
    for effect in lobby.takeEffects() {
      switch effect {
      case .deliver(let letter, let link):
        http.send(.text, letter.json, to: link, at: now, into: &outbox)
      case .close(let link, let reason):
        visitors[link] = nil
        http.close(link, reason == .idle ? .goingAway : .normal, at: now, into: &outbox)
      case .probe(let link):
        let limit = configuration.probeMilliseconds
        http.probe(link, within: limit, at: now, into: &outbox)
      case .arrived(let room, let client, let address):
        tell(room, client, address) { .arrived(member: $0, address: $1) }
      case .departed(let room, let client, let address):
        tell(room, client, address) { .departed(member: $0, address: $1) }
        // Looked at once all is done: who takes another's place may come from the same address.
        guard lobby.book.held(address, \.members) == 0 else { break }
        tell(room, client, address) { .vacated(address: $1) }
      }
    }
  }

  private mutating func tell(
    _ room: RoomKey, _ client: ClientID, _ address: IPAddress,
    _ make: (RelayScope, RelayScope) -> News
  ) {
    guard configuration.relay != nil else { return }
    news.append(make(mint.scope(of: client, in: room), mint.scope(of: address)))
  }
}
