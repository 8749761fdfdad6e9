import SansIO

/// Receives every stream, finds out whom it is for, and hands it over with what it has sent so far.
///
/// One port serves pages, WebSockets and TURN: the protocol agreed on in the TLS handshake decides
/// (RFC 7443), else the first bytes do. Nothing is answered here.
struct Door: ~Copyable {
  /// The protocols to offer in TLS handshakes, best first (RFC 7301, RFC 7443): who offers those of
  /// STUN at all speaks it, whatever else it offers.
  static let protocols = ["stun.turn", "stun.nat-discovery", "http/1.1"]
  /// How long a stream may say nothing of use.
  static let seconds: UInt64 = 10
  /// How many streams may be undecided at a time, and how many of one network.
  static let (limit, limitPerNetwork) = (8192, 512)

  /// Which streams find pages and rooms behind the door.
  struct Pages: Hashable {
    /// Those that are not secure.
    var plain = false
    /// Those that are.
    var secure = false
  }

  private struct Visitor {
    let id: LinkID
    let isSecure: Bool
    let network: Int
    let timer: Timers<LinkID>.ID
  }

  /// Which streams may ask for pages; a stream that may not is closed.
  var pages = Pages()
  /// Streams turned away because of their number.
  private(set) var refusedCount: UInt64 = 0
  /// How many streams are undecided.
  private(set) var count = 0

  private let loop: LoopID
  private var visitors: [Visitor?] = []
  private var networks: NetworkCounts
  private var timers = Timers<LinkID>()

  /// Makes the door of a loop; `seed` is secret.
  init(of loop: LoopID, seed: UInt64) {
    self.loop = loop
    networks = NetworkCounts(mixer: Mixer(seed: seed))
  }

  private subscript(link: LinkID) -> Visitor? {
    let index = Int(link.index)
    guard index < visitors.count, let visitor = visitors[index], visitor.id == link else {
      return nil
    }
    return visitor
  }
}

extension Door: Machine {
  /// Takes in one event.
  mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
    switch event {
    case .link(let link, _, .opened(let info)):
      receive(link, info, at: now.monotonic, into: &outbox)
    case .link(let link, _, .ended): turnAway(link, into: &outbox)
    case .link(let link, _, .closed): _ = forget(link)
    case .chunk(let chunk): look(at: chunk, into: &outbox)
    case .alarm:
      while let link = timers.next(at: now.monotonic) { turnAway(link, into: &outbox) }
    case .link(_, _, .drained), .datagram, .opened, .undeliverable, .departed: break
    }
  }

  /// When somebody has waited for too long.
  var deadline: Instant? { timers.earliest }

  private mutating func receive(
    _ link: LinkID, _ info: LinkInfo, at now: Instant, into outbox: inout Outbox
  ) {
    if let name = info.alpn {
      let caller: Caller? =
        switch name {
        case "http/1.1": .browser
        case "stun.turn", "stun.nat-discovery": .client
        default: nil
        }
      return admit(link, caller, isSecure: info.isSecure, into: &outbox)
    }
    let source = info.origin.address
    let network = networks.place(of: source)
    guard count < Door.limit, source.isLoopback || networks[network] < Door.limitPerNetwork
    else {
      refusedCount += 1
      return outbox.abort(link)
    }
    while visitors.count <= Int(link.index) { visitors.append(nil) }
    visitors[Int(link.index)] = Visitor(
      id: link, isSecure: info.isSecure, network: network,
      timer: timers.schedule(link, at: now.adding(seconds: Door.seconds)))
    networks[network] += 1
    count += 1
  }

  private mutating func look(at chunk: Chunk, into outbox: inout Outbox) {
    guard let visitor = self[chunk.link] else { return }
    outbox.keep(chunk.bytes, of: chunk)
    switch Caller.guess(by: chunk.bytes) {
    case .undecided: break
    case .known(let caller):
      _ = forget(chunk.link)
      admit(chunk.link, caller, isSecure: visitor.isSecure, into: &outbox)
    case .stranger: turnAway(chunk.link, into: &outbox)
    }
  }

  /// Hands a stream to who serves its kind: the relay of this loop, or the rooms of the first.
  private func admit(
    _ link: LinkID, _ caller: Caller?, isSecure: Bool, into outbox: inout Outbox
  ) {
    switch caller {
    case .client: outbox.hand(link, to: loop, for: Node.relayOwner)
    case .browser where isSecure ? pages.secure : pages.plain:
      outbox.hand(link, to: Node.roomsLoop, for: Node.roomsOwner)
    case .browser, nil: outbox.abort(link)
    }
  }

  private mutating func turnAway(_ link: LinkID, into outbox: inout Outbox) {
    if forget(link) { outbox.abort(link) }
  }

  /// Forgets a stream; answers whether it was undecided.
  private mutating func forget(_ link: LinkID) -> Bool {
    guard let visitor = self[link] else { return false }
    timers.cancel(visitor.timer)
    networks[visitor.network] -= 1
    visitors[Int(link.index)] = nil
    count -= 1
    return true
  }
}
