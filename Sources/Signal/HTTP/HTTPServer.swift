public import SansIO

/// HTTP/1.1 and WebSocket over the links of one loop, as a part of a machine.
///
/// The machine hands every event about its links in and takes out what has become of it:
///
/// ```swift
/// var intake = HTTPIntake(event)
/// while let news = http.next(&intake, at: now, into: &outbox) {
///   switch news {
///   case .request(let link, let route, let body): http.respond(…)
///   …
///   }
/// }
/// ```
public struct HTTPServer<Router: HTTPRouter>: ~Copyable {
  private struct Slot {
    var connection: HTTPConnection<Router.Route>?
    var timer: Timers<LinkID>.ID?
    var timerDue = Instant.distantFuture
  }

  /// Reads the heads.
  public var router: Router
  private let limits: Shared<HTTPLimits>
  private var slots: [Slot] = []
  private var timers = Timers<LinkID>()
  private var unfinished = UnfinishedQueue()
  private var pending: [HTTPEvent<Router.Route>] = []

  /// Makes a server without connections.
  public init(router: Router, limits: HTTPLimits = HTTPLimits()) {
    self.router = router
    self.limits = Shared(limits)
  }

  /// When it wants an `.alarm`, if nothing else happens before.
  public var deadline: Instant? { timers.earliest }

  /// Bytes held of bodies and messages that are not complete.
  public var unfinishedCount: Int { unfinished.total }

  /// What is known of a link that is open here.
  public func info(of link: LinkID) -> LinkInfo? {
    place(of: link).flatMap { slots[$0].connection?.info }
  }

  /// The next thing that comes of an event; to be asked until it is `nil`, before anything else is
  /// done with the event.
  public mutating func next(
    _ intake: inout HTTPIntake, at now: Moment, into outbox: inout Outbox
  ) -> HTTPEvent<Router.Route>? {
    while true {
      if !pending.isEmpty { return pending.removeFirst() }
      switch intake.event {
      case .chunk(let chunk):
        guard let index = place(of: chunk.link) else { return nil }
        let event = slots[index].connection?.next(
          in: chunk.bytes, from: &intake.offset, router: router, at: now, into: &outbox)
        settle(index, at: now, into: &outbox)
        if let event { return event }
        if pending.isEmpty {
          outbox.keep(chunk.bytes.extracting(droppingFirst: intake.offset), of: chunk)
          return nil
        }
      case .link(let link, _, let change):
        if intake.isTaken { return nil }
        intake.isTaken = true
        if let event = take(change, of: link, at: now, into: &outbox) { return event }
      case .alarm:
        guard let link = timers.next(at: now.monotonic) else { return nil }
        if let event = expire(link, at: now, into: &outbox) { return event }
      case .datagram, .opened, .undeliverable, .departed: return nil
      }
    }
  }

  // MARK: Answers

  /// Answers the request that waits on a link; does nothing if none does.
  public mutating func respond(
    _ response: Response, to link: LinkID, at now: Moment, into outbox: inout Outbox
  ) {
    guard let index = place(of: link) else { return }
    slots[index].connection?.respond(response, at: now, into: &outbox)
    settle(index, at: now, into: &outbox)
  }

  /// Sends a message; does nothing and says full unless the link is an open WebSocket.
  @discardableResult
  public mutating func send(
    _ kind: MessageKind, _ payload: RawSpan, to link: LinkID, at now: Moment,
    into outbox: inout Outbox
  ) -> Flow {
    guard let index = place(of: link) else { return .full }
    let flow = slots[index].connection?.send(kind, payload, at: now, into: &outbox)
    settle(index, at: now, into: &outbox)
    return flow ?? .full
  }

  /// Sends a message; does nothing and says full unless the link is an open WebSocket.
  @discardableResult
  public mutating func send(
    _ kind: MessageKind, _ payload: [UInt8], to link: LinkID, at now: Moment,
    into outbox: inout Outbox
  ) -> Flow {
    send(kind, payload.rawBytes, to: link, at: now, into: &outbox)
  }

  /// Closes a WebSocket in order, with a code that may be sent; nothing more is told of it. Does
  /// nothing unless it is open.
  public mutating func close(
    _ link: LinkID, _ code: CloseCode, at now: Moment, into outbox: inout Outbox
  ) {
    guard let index = place(of: link) else { return }
    slots[index].connection?.close(code, at: now, into: &outbox)
    settle(index, at: now, into: &outbox)
  }

  /// Says that a WebSocket's peer is known, so that `admissionTimeout` does not end it.
  public mutating func admit(_ link: LinkID) {
    if let index = place(of: link) { slots[index].connection?.admit() }
  }

  /// Asks a WebSocket's peer for a sign of life; none within `milliseconds` ends it.
  public mutating func probe(
    _ link: LinkID, within milliseconds: UInt64, at now: Moment, into outbox: inout Outbox
  ) {
    guard let index = place(of: link) else { return }
    slots[index].connection?.probe(milliseconds: milliseconds, at: now, into: &outbox)
    settle(index, at: now, into: &outbox)
  }

  // MARK: Links

  private func place(of link: LinkID) -> Int? {
    let index = Int(link.index)
    return index < slots.count && slots[index].connection?.link == link ? index : nil
  }

  private mutating func take(
    _ change: LinkChange, of link: LinkID, at now: Moment, into outbox: inout Outbox
  ) -> HTTPEvent<Router.Route>? {
    if case .opened(let info) = change {
      open(link, info, at: now.monotonic)
      return nil
    }
    guard let index = place(of: link) else { return nil }
    var event: HTTPEvent<Router.Route>?
    switch change {
    case .opened: break
    case .drained: slots[index].connection?.drained(into: &outbox)
    case .ended: event = slots[index].connection?.end(at: now, into: &outbox)
    case .closed:
      event = slots[index].connection?.farewell
      forget(index)
      return event
    }
    settle(index, at: now, into: &outbox)
    return event
  }

  private mutating func open(_ link: LinkID, _ info: LinkInfo, at now: Instant) {
    let index = Int(link.index)
    while slots.count <= index { slots.append(Slot()) }
    slots[index].connection = HTTPConnection(link, info, limits: limits, at: now)
    arm(index)
  }

  private mutating func forget(_ index: Int) {
    if let timer = slots[index].timer { timers.cancel(timer) }
    unfinished.set(nil, at: index)
    slots[index] = Slot()
  }

  // MARK: Time and memory

  private mutating func expire(
    _ link: LinkID, at now: Moment, into outbox: inout Outbox
  ) -> HTTPEvent<Router.Route>? {
    guard let index = place(of: link) else { return nil }
    slots[index].timer = nil
    slots[index].timerDue = .distantFuture
    let event = slots[index].connection?.expire(at: now, into: &outbox)
    settle(index, at: now, into: &outbox)
    return event
  }

  /// Keeps timers and memory in step with what a connection has become.
  private mutating func settle(_ index: Int, at now: Moment, into outbox: inout Outbox) {
    arm(index)
    unfinished.set(slots[index].connection?.unfinishedCount, at: index)
    while unfinished.total > limits.value.maximumUnfinished, let oldest = unfinished.oldest {
      if let event = slots[oldest].connection?.evict(at: now, into: &outbox) {
        pending.append(event)
      }
      unfinished.set(nil, at: oldest)
      arm(oldest)
    }
  }

  /// Makes the connection's timer fire in time. One that fires too early is only set again: most
  /// deadlines move on with every byte, and moving a timer costs more than that.
  private mutating func arm(_ index: Int) {
    guard let link = slots[index].connection?.link, let due = slots[index].connection?.due,
      due < slots[index].timerDue
    else { return }
    if let timer = slots[index].timer { timers.cancel(timer) }
    slots[index].timer = timers.schedule(link, at: due)
    slots[index].timerDue = due
  }
}
