public import SansIO
import Testing

/// Drives one machine by hand: no network, no clock but the test's.
///
/// ```swift
/// var rig = Rig(TURNServer(…))
/// let outputs = rig.receive(hex("0001 0000 2112a442 …"), along: .test(client: "192.0.2.1:1000"))
/// #expect(outputs == [.sent(hex("0101 …"), along: .test(client: "192.0.2.1:1000"))])
/// rig.open(.test(1), .test(client: "192.0.2.1:2000"))       // a TCP client comes
/// rig.receive(stream: hex("0001"), on: .test(1))            // kept tails come again
/// rig.advance(seconds: 600)                                 // alarms on the way included
/// #expect(rig.news() == [.expired])
/// ```
///
/// It does what every driver does: answers openings of sockets (`answer`), says the last word about
/// aborted and overflown links, keeps tails and shows them again on a link that is resumed, and
/// reports what was written as taken at once unless the link is `stalled`.
public struct Rig<M: Machine & ~Copyable>: ~Copyable {
  /// The machine.
  public var machine: M
  /// The present; set it to make a clock step.
  public var now = Moment(
    monotonic: Instant(nanoseconds: 1_000_000_000_000), unixSeconds: 1_750_000_000)
  /// Answers openings; `nil` leaves one to the test. The default binds datagram sockets and
  /// listeners and leaves connections.
  public var answer: (Opening, Ticket) -> Opened?
  /// The links whose queue no one empties until `drain`.
  public var stalled: Set<LinkID> = []
  /// The bytes the machine kept of each link.
  public private(set) var kept: [LinkID: [UInt8]] = [:]

  private var outbox: Outbox
  private var links: Set<LinkID> = []
  private var fraction: UInt64 = 0

  /// Takes a machine under control; `marks` are those of the links' queues.
  public init(_ machine: consuming M, marks: LinkBacklog.Marks = LinkBacklog.Marks()) {
    self.machine = machine
    outbox = Outbox(marks: marks)
    let binder = Binder()
    answer = { opening, ticket in binder.answer(opening, for: ticket.owner) }
  }

  // MARK: Datagrams

  /// Delivers a datagram; `origin` is the path's remote unless told otherwise.
  @discardableResult
  public mutating func receive(
    _ bytes: [UInt8], along path: Path, marking: Marking = Marking(), origin: Endpoint? = nil
  ) -> [Output] {
    bytes.withRawSpan { span in
      let datagram = Datagram(
        bytes: span, path: path, origin: origin ?? path.remote, marking: marking)
      return turn(.datagram(datagram))
    }
  }

  // MARK: Streams

  /// Opens a link and tells the machine, with the ticket if it asked for the connection.
  @discardableResult
  public mutating func open(
    _ link: LinkID, _ info: LinkInfo = .test(), ticket: Ticket? = nil
  ) -> [Output] {
    outbox.backlog.open(link)
    links.insert(link)
    return turn(.link(link, ticket, .opened(info)))
  }

  /// Delivers stream bytes behind those the machine kept; `kept[link]` shows what it keeps now.
  @discardableResult
  public mutating func receive(stream bytes: [UInt8], on link: LinkID) -> [Output] {
    if !links.contains(link) { Issue.record("\(link.short) is not open") }
    var outputs = show(bytes, on: link)
    finish(&outputs)
    return outputs
  }

  /// Tells the machine that the peer will send no more.
  @discardableResult
  public mutating func end(_ link: LinkID) -> [Output] { turn(.link(link, nil, .ended)) }

  /// Closes a link and says so.
  @discardableResult
  public mutating func close(_ link: LinkID, _ ending: Ending) -> [Output] {
    forget(link)
    return turn(.link(link, nil, .closed(ending)))
  }

  /// Empties the queue of a stalled link; says `.drained` if the machine was told it was full.
  @discardableResult
  public mutating func drain(_ link: LinkID) -> [Output] {
    outbox.backlog.settle(link, queued: 0) ? turn(.link(link, nil, .drained)) : []
  }

  /// Bytes waiting on a stalled link.
  public func queued(on link: LinkID) -> Int { outbox.backlog.queued(on: link) }

  // MARK: All else

  /// Delivers any event: `rig.tell(.departed(path))`.
  @discardableResult
  public mutating func tell(_ event: Event) -> [Output] { turn(event) }

  /// Delivers a command.
  @discardableResult
  public mutating func obey(_ command: M.Command) -> [Output] {
    machine.obey(command, at: now, into: &outbox)
    return conclude()
  }

  /// Lets the test call the machine itself, in a turn like any other.
  @discardableResult
  public mutating func perform(
    _ body: (inout M, Moment, inout Outbox) throws -> Void
  ) rethrows -> [Output] {
    try body(&machine, now, &outbox)
    return conclude()
  }

  /// All news not yet taken.
  public mutating func news() -> [M.News] {
    var news: [M.News] = []
    while let next = machine.nextNews() { news.append(next) }
    return news
  }
}

extension Rig where M: ~Copyable {
  // MARK: Time

  /// Moves both clocks on and delivers `.alarm` at each deadline on the way.
  @discardableResult
  public mutating func advance(
    seconds: UInt64 = 0, milliseconds: UInt64 = 0, nanoseconds: UInt64 = 0
  ) -> [Output] {
    let target = now.monotonic.adding(seconds: seconds).adding(milliseconds: milliseconds)
      .adding(nanoseconds: nanoseconds)
    var outputs: [Output] = []
    var spins = 0
    while let deadline = machine.deadline, deadline <= target {
      spins = deadline <= now.monotonic ? spins + 1 : 0
      guard spins < 10_000 else {
        Issue.record("the machine livelocks: its deadline stays at or before the present")
        break
      }
      moveClocks(to: max(deadline, now.monotonic))
      outputs += turn(.alarm)
    }
    moveClocks(to: target)
    return outputs
  }

  private mutating func moveClocks(to instant: Instant) {
    fraction += instant.nanoseconds(since: now.monotonic)
    now = Moment(
      monotonic: instant, unixSeconds: now.unixSeconds + Int64(fraction / 1_000_000_000))
    fraction %= 1_000_000_000
  }

  // MARK: Turns

  private mutating func turn(_ event: Event) -> [Output] {
    var outputs = run(event)
    finish(&outputs)
    return outputs
  }

  private mutating func run(_ event: Event) -> [Output] {
    machine.handle(event, at: now, into: &outbox)
    return outbox.takeOutputs()
  }

  private mutating func show(_ bytes: [UInt8], on link: LinkID) -> [Output] {
    let all = (kept[link] ?? []) + bytes
    return all.withRawSpan { span in
      _ = outbox.takeKeptCount()
      let outputs = run(.chunk(Chunk(bytes: span, link: link)))
      let count = outbox.takeKeptCount()
      kept[link] = count == 0 ? nil : all.suffix(count)
      return outputs
    }
  }

  private mutating func conclude() -> [Output] {
    var outputs = outbox.takeOutputs()
    finish(&outputs)
    return outputs
  }

  /// Does what a driver does after a turn; what the machine wants on hearing of it comes behind.
  private mutating func finish(_ outputs: inout [Output]) {
    var index = 0
    while index < outputs.count {
      switch outputs[index] {
      case .sent: break
      case .wrote(_, let link):
        if !stalled.contains(link), outbox.backlog.settle(link, queued: 0) {
          outputs += run(.link(link, nil, .drained))
        }
      case .action(.open(let opening, let ticket)):
        if let opened = answer(opening, ticket) { outputs += run(.opened(ticket, opened)) }
      case .action(.abort(let link)): outputs += lastWord(link, .local)
      case .action(.overflow(let link)): outputs += lastWord(link, .overflow)
      case .action(.handLink(let link, _, _)): forget(link)
      case .action(.resume(let link)):
        if kept[link] != nil { outputs += show([], on: link) }
      case .action: break
      }
      index += 1
    }
  }

  private mutating func lastWord(_ link: LinkID, _ ending: Ending) -> [Output] {
    guard links.contains(link) else { return [] }
    forget(link)
    return run(.link(link, nil, .closed(ending)))
  }

  private mutating func forget(_ link: LinkID) {
    outbox.backlog.close(link)
    links.remove(link)
    kept[link] = nil
  }
}

/// Binds sockets with fresh numbers, and ports counted up from 49152 where any will do.
private final class Binder {
  private var sockets: UInt32 = 100
  private var listeners: UInt16 = 0
  private var port: UInt16 = 49_152

  func answer(_ opening: Opening, for owner: Owner) -> Opened? {
    switch opening {
    case .udp(let address, let wanted):
      return .socket(socket(owner), Endpoint(address: address, port: wanted ?? freePort()))
    case .udpPair(let address, let even):
      return .pair(socket(owner), socket(owner), Endpoint(address: address, port: even))
    case .listen(let endpoint):
      listeners += 1
      return .listener(listeners, endpoint)
    case .connect, .associate: return nil
    }
  }

  private func socket(_ owner: Owner) -> SocketID {
    sockets += 1
    return .test(sockets, owner: owner.rawValue)
  }

  private func freePort() -> UInt16 {
    port += 1
    return port - 1
  }
}
