import SansIO

/// Clients over streams (RFC 8489 section 6.2.2, RFC 8656 section 12.5).
extension TURNServer {
  /// The most payload of one UDP datagram.
  private static let largestDatagram = 65_507

  /// Takes in what has become of a stream: a client's, or an end of a connection to a peer.
  mutating func take(
    _ change: LinkChange, of link: LinkID, _ ticket: Ticket?, at now: Instant,
    into outbox: inout Outbox
  ) {
    if let connection = peers.connection(of: link) {
      return take(change, of: link, in: connection, into: &outbox)
    }
    switch change {
    case .opened(let info): open(link, info, ticket, at: now, into: &outbox)
    case .drained: break
    // Who sends no more cannot refresh anything either.
    case .ended:
      outbox.finish(link)
      leave(link, into: &outbox)
    case .closed: leave(link, into: &outbox)
    }
  }

  /// Tells by what was asked for, and by the listener, who has come.
  private mutating func open(
    _ link: LinkID, _ info: LinkInfo, _ ticket: Ticket?, at now: Instant,
    into outbox: inout Outbox
  ) {
    if let ticket {
      guard let connection = peers.connection(under: ticket) else { return outbox.abort(link) }
      return reach(link, for: connection, at: now, into: &outbox)
    }
    if let slot = info.listener.flatMap({ peers.allocation(of: $0) }) {
      return receive(link, info, of: slot, at: now, into: &outbox)
    }
    welcome(link, info, at: now, into: &outbox)
  }

  /// Serves a stream, if there are not too many whose clients have proved nothing.
  private mutating func welcome(
    _ link: LinkID, _ info: LinkInfo, at now: Instant, into outbox: inout Outbox
  ) {
    let limits = configuration.limits
    let until = now.adding(seconds: limits.firstMessageSeconds)
    guard links.open(link, info, limits: limits, until: until) else {
      statistics.linksRefused += 1
      return outbox.abort(link)
    }
    watch(link)
  }

  /// Forgets a stream; an allocation dies with the connection (RFC 8656 section 5).
  private mutating func leave(_ link: LinkID, into outbox: inout Outbox) {
    while let slot = ledger.allocation(of: .link(link)) { end(slot, .departed, into: &outbox) }
    forget(link)
  }

  /// Serves a stream no longer as a client's.
  mutating func forget(_ link: LinkID) {
    guard let gone = links.remove(link), let timer = gone.timer else { return }
    ledger.timers.cancel(timer)
  }

  /// Closes a stream at once.
  private mutating func cut(_ link: LinkID, into outbox: inout Outbox) {
    outbox.abort(link)
    leave(link, into: &outbox)
  }

  // MARK: Bytes

  /// Takes all whole messages out of a stream and keeps the rest for later.
  mutating func receive(_ chunk: Chunk, at now: Moment, into outbox: inout Outbox) {
    if let connection = peers.connection(of: chunk.link) {
      return pass(chunk.bytes, of: chunk, in: connection, into: &outbox)
    }
    guard let client = links[chunk.link] else { return }
    let count = chunk.bytes.byteCount
    var offset = 0
    var hasSpoken = false
    while true {
      let rest = chunk.bytes.extracting(droppingFirst: offset)
      switch StreamFrame(of: rest) {
      case .message(let length):
        guard let message = try? Message(parsing: rest.extracting(first: length)) else {
          return spoil(chunk.link, into: &outbox)
        }
        answer(message, of: chunk, client, at: now, into: &outbox)
        if let loop = move { return move(rest, of: chunk, to: loop, into: &outbox) }
        hasSpoken = true
        offset += length
        if let connection = peers.connection(of: chunk.link) {
          let rest = rest.extracting(droppingFirst: length)
          return pass(rest, of: chunk, in: connection, into: &outbox)
        }
      case .channelData(let length, let padded):
        relayToPeer(rest.extracting(first: length), of: chunk, at: now.monotonic, into: &outbox)
        offset += padded
      case .garbage: return spoil(chunk.link, into: &outbox)
      case .incomplete:
        outbox.keep(rest, of: chunk)
        return settle(
          chunk.link, kept: count - offset, isNew: offset > 0, hasSpoken: hasSpoken,
          at: now.monotonic, into: &outbox)
      }
    }
  }

  /// Sends a stream to another loop with the request that asks for it, which is answered there.
  private mutating func move(
    _ rest: RawSpan, of chunk: Chunk, to loop: LoopID, into outbox: inout Outbox
  ) {
    move = nil
    outbox.keep(rest, of: chunk)
    forget(chunk.link)
    outbox.hand(chunk.link, to: loop, for: chunk.link.owner)
  }

  /// Closes a stream that cannot be read any further.
  private mutating func spoil(_ link: LinkID, into outbox: inout Outbox) {
    statistics.linksSpoiled += 1
    cut(link, into: &outbox)
  }

  private mutating func answer(
    _ message: Message, of chunk: Chunk, _ client: ClientLink, at now: Moment,
    into outbox: inout Outbox
  ) {
    if message.type == MessageType(.send, .indication) {
      return send(message, of: chunk, at: now.monotonic, into: &outbox)
    }
    answer(message, ReplyTo(message, client), at: now, into: &outbox)
  }

  /// ChannelData from a client (RFC 8656 section 12.6).
  private mutating func relayToPeer(
    _ frame: RawSpan, of chunk: Chunk, at now: Instant, into outbox: inout Outbox
  ) {
    guard let data = ChannelData(parsing: frame) else {
      return statistics.drop(.malformedChannelData)
    }
    guard data.payload.byteCount <= TURNServer.largestDatagram else {
      return statistics.drop(.tooLarge)
    }
    guard
      let path = pathToPeer(
        data.channel, of: .link(chunk.link), count: data.payload.byteCount, at: now)
    else { return }
    outbox.forward(data.payload, of: chunk, along: path, marked: Marking())
  }

  // MARK: Time

  /// Moves the deadlines of a stream after its bytes were read; `isNew` says that what is kept of
  /// a message is its beginning.
  private mutating func settle(
    _ link: LinkID, kept: Int, isNew: Bool, hasSpoken: Bool, at now: Instant,
    into outbox: inout Outbox
  ) {
    guard let client = links[link] else { return }
    let limits = configuration.limits
    guard client.isSettled || kept <= limits.strangerMessageBytes else {
      return spoil(link, into: &outbox)
    }
    var partialUntil: Instant?
    if kept > 0 {
      partialUntil = isNew ? nil : client.partialUntil
      partialUntil = partialUntil ?? now.adding(seconds: limits.partialMessageSeconds)
    }
    links.note(
      link, idleUntil: hasSpoken ? now.adding(seconds: limits.idleLinkSeconds) : nil,
      partialUntil: partialUntil)
    watch(link)
  }

  /// Notes that the client of a stream holds no allocation any more.
  mutating func unsettle(_ link: LinkID) {
    links.unsettle(link)
    watch(link)
  }

  /// Sees to it that a timer looks at a stream in time. One that comes too early is only set again:
  /// most deadlines move on with every message.
  private mutating func watch(_ link: LinkID) {
    guard let client = links[link], let due = client.due, due < client.timerDue else { return }
    if let timer = client.timer { ledger.timers.cancel(timer) }
    links.arm(link, ledger.timers.schedule(.link(link.index), at: due), due: due)
  }

  /// Closes the stream of a number if it has been silent, or half silent, for too long.
  mutating func expireLink(_ index: UInt32, at now: Instant, into outbox: inout Outbox) {
    guard let client = links[index] else { return }
    links.arm(client.id, nil, due: .distantFuture)
    if let due = client.due, due <= now { return cut(client.id, into: &outbox) }
    watch(client.id)
  }
}
