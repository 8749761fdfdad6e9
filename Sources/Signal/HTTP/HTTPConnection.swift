import SansIO

/// One link of an HTTP server: requests in order, then maybe a WebSocket, then the end.
///
/// An object, since it is asked often and every answer would copy it.
final class HTTPConnection<Route: Sendable> {
  /// What the connection is at.
  enum Stage {
    /// Waits for a head, or for the rest of one, until then.
    case head(HeadScan, by: Instant)
    /// Reads a body.
    case body(Route, BodyReader, Exchange, since: Instant)
    /// Waits for the owner's answer.
    case answering(Exchange)
    /// Speaks WebSocket.
    case webSocket(WebSocketSession)
    /// Our last word is said; input is thrown away, so that the kernel does not reset the
    /// connection before the peer has read it.
    case lingering(left: Int, until: Instant)
  }

  /// The link it is.
  let link: LinkID
  /// Who is at its other end.
  let info: LinkInfo
  /// What every connection may cost.
  private let shared: Shared<HTTPLimits>
  /// What it is at.
  var stage: Stage
  /// Why nothing is read at present.
  private(set) var pauses: PauseReasons = []
  /// When a peer that does not read is given up.
  private(set) var stalledUntil = Instant.distantFuture
  private var requests = 0
  private var hasEnded = false

  /// Begins with an open link that has said nothing.
  init(_ link: LinkID, _ info: LinkInfo, limits: Shared<HTTPLimits>, at now: Instant) {
    self.link = link
    self.info = info
    shared = limits
    stage = .head(HeadScan(), by: now.adding(milliseconds: limits.value.idleTimeout))
  }

  /// What it may cost.
  var limits: HTTPLimits { shared.value }

  /// Reads from `offset` on and moves it behind what was read: the next event, or `nil` when more
  /// bytes are needed or none may be read.
  func next<R: HTTPRouter>(
    in bytes: RawSpan, from offset: inout Int, router: R, at now: Moment,
    into outbox: inout Outbox
  ) -> HTTPEvent<Route>? where R.Route == Route {
    while pauses.isEmpty {
      let before = offset
      let event: HTTPEvent<Route>?
      // The stage itself must not be looked at here: a second owner would make its buffer be copied
      // before it can grow.
      let phase = self.phase
      switch phase {
      case .head:
        let rest = bytes.extracting(droppingFirst: offset)
        if rest.isEmpty { return nil }
        event = readHead(rest, &offset, router, now, &outbox)
      case .body: event = readBody(bytes, &offset, at: now, into: &outbox)
      case .webSocket: event = readFrames(bytes, &offset, at: now, into: &outbox)
      case .answering:
        // Every request so far has its answer before the next one is looked at.
        pause(.answering, &outbox)
        return nil
      case .lingering:
        discard(bytes.byteCount - offset, into: &outbox)
        offset = bytes.byteCount
        return nil
      }
      if let event { return event }
      if offset == before, self.phase == phase { return nil }
    }
    return nil
  }

  private enum Phase { case head, body, answering, webSocket, lingering }

  private var phase: Phase {
    switch stage {
    case .head: .head
    case .body: .body
    case .answering: .answering
    case .webSocket: .webSocket
    case .lingering: .lingering
    }
  }

  // MARK: Requests

  private func readHead<R: HTTPRouter>(
    _ rest: RawSpan, _ offset: inout Int, _ router: R, _ now: Moment, _ outbox: inout Outbox
  ) -> HTTPEvent<Route>? where R.Route == Route {
    guard case .head(var scan, let deadline) = stage else { return nil }
    let hadBegun = scan.hasBegun
    switch scan.advance(over: rest, limits: limits) {
    case .incomplete:
      let limit = now.monotonic.adding(milliseconds: limits.headTimeout)
      stage = .head(scan, by: hadBegun ? deadline : limit)
    case .refused(let status): refuse(Response(status), at: now, into: &outbox)
    case .complete(let count):
      offset += count
      requests += 1
      do throws(HTTPStatus) {
        let head = try RequestHead(parsing: rest.extracting(0..<count))
        return try begin(
          head, router.route(head, from: info), hasMore: rest.byteCount > count, now, &outbox)
      } catch {
        refuse(Response(error), at: now, into: &outbox)
      }
    }
    return nil
  }

  private func begin(
    _ head: borrowing RequestHead, _ routing: Routing<Route>, hasMore: Bool, _ now: Moment,
    _ outbox: inout Outbox
  ) throws(HTTPStatus) -> HTTPEvent<Route>? {
    let isLast = requests >= limits.maximumRequests
    var exchange = Exchange(head, isLast: isLast)
    switch routing {
    case .answer(let response):
      if head.body != .none { exchange.keepsAlive = false }
      answer(response, exchange, at: now, into: &outbox)
    case .webSocket(let route, let terms):
      return upgrade(head, route, terms, exchange, now, &outbox)
    case .request(let route, let maximum):
      let reader = try BodyReader(
        head.body, maximum: maximum, maximumOverhead: limits.maximumChunkOverhead)
      if reader.isComplete {
        stage = .answering(exchange)
        return .request(link, route, body: [])
      }
      stage = .body(route, reader, exchange, since: now.monotonic)
      if head.expectsContinue && !hasMore { sayContinue(into: &outbox) }
    }
    return nil
  }

  private func readBody(
    _ bytes: RawSpan, _ offset: inout Int, at now: Moment, into outbox: inout Outbox
  ) -> HTTPEvent<Route>? {
    // The reader is taken out of the stage, so that its buffer has one owner while it grows.
    guard case .body(let route, var reader, let exchange, let since) = takeStage() else {
      return nil
    }
    do throws(HTTPStatus) {
      if try reader.read(bytes, from: &offset) {
        stage = .answering(exchange)
        return .request(link, route, body: reader.bytes)
      }
      stage = .body(route, reader, exchange, since: since)
    } catch {
      refuse(Response(error), at: now, into: &outbox)
    }
    return nil
  }

  /// Leaves the cheapest stage behind.
  private func takeStage() -> Stage {
    var taken = Stage.lingering(left: 0, until: .distantFuture)
    swap(&taken, &stage)
    return taken
  }

  // MARK: Answers

  /// Answers the request that waits; does nothing if none does.
  func respond(_ response: Response, at now: Moment, into outbox: inout Outbox) {
    guard case .answering(let exchange) = stage else { return }
    answer(response, exchange, at: now, into: &outbox)
    unpause(.answering, &outbox)
  }

  /// Answers what is no request, or one that will not be read to its end, and closes.
  func refuse(_ response: Response, at now: Moment, into outbox: inout Outbox) {
    answer(response, .unreadable, at: now, into: &outbox)
  }

  /// Answers, and goes on to the next request or to the end.
  func answer(
    _ response: Response, _ exchange: Exchange, at now: Moment, into outbox: inout Outbox
  ) {
    var exchange = exchange
    if hasEnded { exchange.keepsAlive = false }
    write(response, exchange.wantsBody, exchange.persistence, at: now, into: &outbox)
    if exchange.keepsAlive {
      stage = .head(HeadScan(), by: now.monotonic.adding(milliseconds: limits.idleTimeout))
    } else {
      linger(at: now, into: &outbox)
    }
  }

  /// Sends an answer.
  func write(
    _ response: Response, _ wantsBody: Bool, _ persistence: Response.Persistence,
    at now: Moment, into outbox: inout Outbox
  ) {
    let capacity = response.maximumCount(includesBody: wantsBody)
    let flow = outbox.write(to: link, capacity: capacity) { output in
      response.write(
        to: &output, includesBody: wantsBody, persistence: persistence, at: now)
    }
    note(flow, at: now, into: &outbox)
  }

  private func sayContinue(into outbox: inout Outbox) {
    outbox.write(to: link, capacity: 32) { $0.append(text: "HTTP/1.1 100 Continue\r\n\r\n") }
  }

  // MARK: The end

  /// Says that we send no more, and throws away what still comes.
  func linger(at now: Moment, into outbox: inout Outbox) {
    stage = .lingering(
      left: limits.maximumDiscarded,
      until: now.monotonic.adding(milliseconds: limits.lingerTimeout))
    outbox.finish(link)
    // A throttled or unanswered peer has nothing more to wait for.
    unpause([.answering, .throttled], &outbox)
  }

  private func discard(_ count: Int, into outbox: inout Outbox) {
    guard case .lingering(let left, let until) = stage else { return }
    stage = .lingering(left: left - count, until: until)
    if count > left { abandon(into: &outbox) }
  }

  /// The peer sends no more; answers the event of a WebSocket that ended without a word.
  func end(at now: Moment, into outbox: inout Outbox) -> HTTPEvent<Route>? {
    hasEnded = true
    switch stage {
    case .head, .body: linger(at: now, into: &outbox)
    case .webSocket(let session):
      linger(at: now, into: &outbox)
      if session.isOpen { return .closed(link, .abnormal) }
    case .answering, .lingering: break
    }
    return nil
  }

  /// The link is gone; what the owner has to know of that.
  var farewell: HTTPEvent<Route>? {
    switch stage {
    case .answering: .abandoned(link)
    case .webSocket(let session): session.isOpen ? .closed(link, .abnormal) : nil
    case .head, .body, .lingering: nil
    }
  }

  // MARK: Back-pressure

  /// Reads nothing while the peer does not read either.
  func note(_ flow: Flow, at now: Moment, into outbox: inout Outbox) {
    guard flow == .full, !pauses.contains(.stalled) else { return }
    stalledUntil = now.monotonic.adding(milliseconds: limits.stallTimeout)
    pause(.stalled, &outbox)
  }

  /// Waits for nothing any more.
  func abandon(into outbox: inout Outbox) {
    stage = .lingering(left: 0, until: .distantFuture)
    stalledUntil = .distantFuture
    outbox.abort(link)
  }

  /// The peer reads again.
  func drained(into outbox: inout Outbox) {
    stalledUntil = .distantFuture
    unpause(.stalled, &outbox)
  }

  /// Stops reading.
  func pause(_ reason: PauseReasons, _ outbox: inout Outbox) {
    if pauses.isEmpty { outbox.pause(link) }
    pauses.insert(reason)
  }

  /// Reads again unless something else speaks against it.
  func unpause(_ reasons: PauseReasons, _ outbox: inout Outbox) {
    guard !pauses.isDisjoint(with: reasons) else { return }
    pauses.subtract(reasons)
    if pauses.isEmpty { outbox.resume(link) }
  }
}
