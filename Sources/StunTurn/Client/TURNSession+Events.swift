import SansIO

// What happens to a session from outside.
extension TURNSession {
  /// Takes in one event; payloads of peers are lent to `received`. Answers whether it was for us.
  mutating func handle(
    _ event: Event, at now: Instant, with tools: inout ClientTools, into outbox: inout Outbox,
    received: (RawSpan, Endpoint) -> Void
  ) -> Bool {
    switch event {
    case .datagram(let datagram):
      guard route.isReverse(of: datagram.path) else { return false }
      return read(datagram.bytes, at: now, with: &tools, into: &outbox, received: received)
    case .chunk(let chunk):
      guard route == .link(chunk.link) else { return false }
      read(chunk, at: now, with: &tools, into: &outbox, received: received)
      return true
    case .link(let link, _, let change):
      guard route == .link(link) else { return false }
      take(change)
      return true
    case .undeliverable(let report):
      return take(report)
    case .departed(let path):
      guard route.isReverse(of: path) else { return false }
      end(.disconnected(.finished))
      return true
    case .alarm:
      alarm(at: now, with: &tools, into: &outbox)
      return true
    case .opened: return false
    }
  }

  /// Takes in one message, whole: a datagram or a frame of a stream. Answers whether it was for us.
  private mutating func read(
    _ bytes: RawSpan, at now: Instant, with tools: inout ClientTools, into outbox: inout Outbox,
    received: (RawSpan, Endpoint) -> Void
  ) -> Bool {
    if let data = ChannelData(parsing: bytes) {
      guard case .allocated = state, let peer = peers.peer(on: data.channel) else { return false }
      received(data.payload, peer)
      return true
    }
    guard let message = try? Message(parsing: bytes) else { return false }
    if message.type == MessageType(.data, .indication) {
      return takeData(message, received: received)
    }
    return takeAnswer(message, at: now, with: &tools, into: &outbox)
  }

  private mutating func read(
    _ chunk: Chunk, at now: Instant, with tools: inout ClientTools, into outbox: inout Outbox,
    received: (RawSpan, Endpoint) -> Void
  ) {
    var rest = chunk.bytes
    while true {
      if case .closed = state { return }
      let frame: (count: Int, padded: Int)
      switch StreamFrame(of: rest) {
      case .incomplete: return outbox.keep(rest, of: chunk)
      case .garbage: return end(.malformed)
      case .message(let count): frame = (count, count)
      case .channelData(let count, let padded): frame = (count, padded)
      }
      _ = read(
        rest.extracting(first: frame.count), at: now, with: &tools, into: &outbox,
        received: received)
      rest = rest.extracting(droppingFirst: frame.padded)
    }
  }

  /// A Data indication (RFC 8656 section 11.4); only of addresses we asked to hear from.
  private mutating func takeData(
    _ message: Message, received: (RawSpan, Endpoint) -> Void
  ) -> Bool {
    guard case .allocated = state, message.isUnderstood,
      let peer = try? message.xorAddress(.xorPeerAddress), peers.mayReceive(from: peer.address)
    else { return false }
    if let payload = message.first(.data) {
      received(payload, peer)
    } else if let icmp = try? message.icmp() {
      tellBounded(.unreachable(peer, type: icmp.type, code: icmp.code, data: icmp.data))
    }
    return true
  }

  private mutating func take(_ change: LinkChange) {
    switch change {
    case .opened, .drained: break
    case .ended: end(.disconnected(.finished))
    case .closed(let ending): end(.disconnected(ending))
    }
  }

  /// Believes ICMP before there is an allocation; after that, only silence counts.
  private mutating func take(_ report: Undeliverable) -> Bool {
    guard route.isReverse(of: report.path) else { return false }
    switch state {
    case .allocating, .challenged: if report.isFinal { end(.unreachable) }
    case .idle, .allocated, .closing, .closed: break
    }
    return true
  }

  private mutating func end(_ reason: ClosingReason) {
    if case .closing(let wanted) = state { finish(wanted) } else { finish(reason) }
    reschedule()
  }
}
