import SansIO
import TestSupport

/// A machine that uses everything the contract offers, at the command of a test.
///
/// Streams carry frames: two bytes of length, then so many bytes. Sockets and links may be patched
/// to a target, and what arrives there goes on to it. All it is told becomes news.
struct ContractMachine: Machine, ~Copyable {
  /// Where something goes on to.
  enum Target: Equatable, Sendable {
    /// As a datagram, behind a header if there is one (datagrams only).
    case path(Path, header: UInt32?, Marking)
    /// As stream bytes with the header and padding to a multiple of four.
    case link(LinkID, header: UInt32?)
  }

  enum Command: Sendable {
    case act(Action)
    case send([UInt8], along: Path, Marking)
    case write([UInt8], to: LinkID)
    case patchSocket(SocketID, to: Target)
    case patchLink(LinkID, to: Target)
    case wake(UInt64, at: Instant)
    case forgetWake(UInt64)
    case throwing(Path, LinkID)
    /// Hands a link over at its next incomplete frame, keeping what there is of it.
    case handOverAtTail(LinkID, LoopID, Owner)
    case secureAtHello(LinkID)
  }

  enum News: Equatable, Sendable {
    case datagram([UInt8], along: Path, from: Endpoint, Marking)
    case frame([UInt8], on: LinkID)
    case link(LinkID, Ticket?, LinkChange)
    case opened(Ticket, Opened)
    case undeliverable(Undeliverable)
    case departed(Path)
    case wrote(Flow, to: LinkID)
    case woke(UInt64, due: Instant, at: Moment)
  }

  /// Whether links are half-closed in turn when their peer has finished.
  var answersEnd = true
  /// Whether frames and datagrams become news; off where only traffic matters.
  var tellsTraffic = true

  private var news: [News] = []
  private var told = 0
  private var socketTargets: [SocketID: Target] = [:]
  private var linkTargets: [LinkID: Target] = [:]
  private var feeders: [LinkID: LinkID] = [:]
  private var handOvers: [LinkID: (LoopID, Owner)] = [:]
  private var awaitedHellos: Set<LinkID> = []
  private var timers = Timers<UInt64>()
  private var wakes: [UInt64: (id: Timers<UInt64>.ID, due: Instant)] = [:]

  struct Stop: Error {}

  init(answersEnd: Bool = true, tellsTraffic: Bool = true) {
    self.answersEnd = answersEnd
    self.tellsTraffic = tellsTraffic
  }

  var deadline: Instant? { timers.earliest }

  mutating func nextNews() -> News? {
    guard told < news.count else {
      news.removeAll(keepingCapacity: true)
      told = 0
      return nil
    }
    told += 1
    return news[told - 1]
  }

  // MARK: Events

  mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
    switch event {
    case .datagram(let datagram): take(datagram, &outbox)
    case .chunk(let chunk): take(chunk, &outbox)
    case .link(let link, let ticket, let change):
      news.append(.link(link, ticket, change))
      follow(link, change, &outbox)
    case .opened(let ticket, let opened): news.append(.opened(ticket, opened))
    case .undeliverable(let report): news.append(.undeliverable(report))
    case .departed(let path): news.append(.departed(path))
    case .alarm:
      while let key = timers.next(at: now.monotonic) {
        guard let wake = wakes.removeValue(forKey: key) else { continue }
        news.append(.woke(key, due: wake.due, at: now))
      }
    }
  }

  private mutating func take(_ datagram: Datagram, _ outbox: inout Outbox) {
    if tellsTraffic {
      news.append(
        .datagram(
          datagram.bytes.copied(), along: datagram.path, from: datagram.origin, datagram.marking))
    }
    switch socketTargets[datagram.path.socket] {
    case .path(let path, let header?, let marking):
      outbox.forward(datagram, behind: header, along: path, marked: marking)
    case .path(let path, nil, let marking):
      outbox.forward(datagram.bytes, of: datagram, along: path, marked: marking)
    case .link(let link, let header):
      let flow = outbox.forward(
        datagram.bytes, of: datagram, behind: header, padding: -datagram.bytes.byteCount & 3,
        to: link)
      if flow == .full { news.append(.wrote(.full, to: link)) }
    case nil: break
    }
  }

  private mutating func take(_ chunk: Chunk, _ outbox: inout Outbox) {
    if awaitedHellos.contains(chunk.link), chunk.bytes.uint8(at: 0) == 0x16 {
      awaitedHellos.remove(chunk.link)
      outbox.keep(chunk.bytes, of: chunk)
      outbox.secure(chunk.link, as: nil)
      return
    }
    var offset = 0
    while offset + 2 <= chunk.bytes.byteCount {
      let count = Int(chunk.bytes.uint16(at: offset))
      guard offset + 2 + count <= chunk.bytes.byteCount else { break }
      let frame = chunk.bytes.extracting(offset + 2..<offset + 2 + count)
      if tellsTraffic { news.append(.frame(frame.copied(), on: chunk.link)) }
      pass(frame, of: chunk, &outbox)
      offset += 2 + count
    }
    guard offset < chunk.bytes.byteCount else { return }
    outbox.keep(chunk.bytes.extracting(offset..<chunk.bytes.byteCount), of: chunk)
    if let (loop, owner) = handOvers.removeValue(forKey: chunk.link) {
      outbox.hand(chunk.link, to: loop, for: owner)
    }
  }

  private mutating func pass(_ frame: RawSpan, of chunk: Chunk, _ outbox: inout Outbox) {
    switch linkTargets[chunk.link] {
    case .path(let path, _, let marking):
      outbox.forward(frame, of: chunk, along: path, marked: marking)
    case .link(let link, let header):
      let flow = outbox.forward(
        frame, of: chunk, behind: header, padding: -frame.byteCount & 3, to: link)
      guard flow == .full else { return }
      feeders[link] = chunk.link
      outbox.pause(chunk.link)
    case nil: break
    }
  }

  private mutating func follow(_ link: LinkID, _ change: LinkChange, _ outbox: inout Outbox) {
    switch change {
    case .opened: break
    case .drained:
      if let feeder = feeders.removeValue(forKey: link) { outbox.resume(feeder) }
    case .ended:
      if case .link(let target, _) = linkTargets[link] { outbox.finish(target) }
      if answersEnd { outbox.finish(link) }
    case .closed:
      linkTargets[link] = nil
      feeders[link] = nil
    }
  }

  // MARK: Commands

  mutating func obey(_ command: Command, at now: Moment, into outbox: inout Outbox) {
    switch command {
    case .act(let action): act(action, &outbox)
    case .send(let bytes, let path, let marking):
      outbox.send(along: path, marked: marking, capacity: bytes.count) { output in
        for byte in bytes { output.append(byte) }
      }
    case .write(let bytes, let link):
      let flow = outbox.write(to: link, capacity: bytes.count) { output in
        for byte in bytes { output.append(byte) }
      }
      news.append(.wrote(flow, to: link))
    case .patchSocket(let socket, let target): socketTargets[socket] = target
    case .patchLink(let link, let target): linkTargets[link] = target
    case .wake(let key, let due): wakes[key] = (timers.schedule(key, at: due), due)
    case .forgetWake(let key):
      if let wake = wakes.removeValue(forKey: key) { timers.cancel(wake.id) }
    case .throwing(let path, let link): writeNothing(path, link, &outbox)
    case .handOverAtTail(let link, let loop, let owner): handOvers[link] = (loop, owner)
    case .secureAtHello(let link): awaitedHellos.insert(link)
    }
  }

  private func writeNothing(_ path: Path, _ link: LinkID, _ outbox: inout Outbox) {
    do throws(Stop) {
      try outbox.send(along: path, capacity: 8) { output throws(Stop) in
        output.append(0xAA)
        throw Stop()
      }
    } catch {}
    do throws(Stop) {
      try outbox.write(to: link, capacity: 8) { output throws(Stop) in
        output.append(0xAA)
        throw Stop()
      }
    } catch {}
  }

  private func act(_ action: Action, _ outbox: inout Outbox) {
    switch action {
    case .open(let opening, let ticket): outbox.open(opening, as: ticket)
    case .close(let socket): outbox.close(socket)
    case .closeListener(let number): outbox.closeListener(number)
    case .finish(let link): outbox.finish(link)
    case .abort(let link): outbox.abort(link)
    case .overflow: break
    case .pause(let link): outbox.pause(link)
    case .resume(let link): outbox.resume(link)
    case .secure(let link, let side): outbox.secure(link, as: side)
    case .handLink(let link, let loop, let owner): outbox.hand(link, to: loop, for: owner)
    case .handSocket(let socket, let loop, let ticket):
      outbox.hand(socket, to: loop, as: ticket)
    }
  }
}

/// The bytes of a frame: its length and its payload.
func frame(_ payload: [UInt8]) -> [UInt8] {
  [UInt8(payload.count >> 8), UInt8(payload.count & 255)] + payload
}

/// The payload as it comes out of a patch: header, payload, zeros to a multiple of four.
func patched(_ payload: [UInt8], header: UInt32?) -> [UInt8] {
  let first = header.map { header in
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: header >> UInt32($0)) }
  }
  return (first ?? []) + payload + Array(repeating: 0, count: -payload.count & 3)
}
