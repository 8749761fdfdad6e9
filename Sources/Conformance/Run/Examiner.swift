public import SansIO
public import SignaldCrypto
import StunTurn

/// Puts a TURN server through a list of checks, a few at a time.
///
/// Every check opens lines of its own, says what it has to say, and deletes what it allocated.
public struct Examiner: ~Copyable, Machine {
  /// What can be told.
  public enum Command: Sendable, Hashable {
    /// Begin.
    case start
  }

  /// What happened.
  public enum News: Sendable, Hashable {
    /// The check at this place of the list is over.
    case judged(Int, CheckOutcome)
    /// The server does not answer at all.
    case unreachable(Finding)
    /// All checks are over.
    case finished
  }

  /// How many checks run at a time.
  public static let width = 8
  /// How long after one the next begins at the earliest, in milliseconds: fast enough to be done
  /// soon, and slow enough not to be taken for an attack.
  public static let pace: UInt64 = 40

  /// Where a check stands that sees whether there is a server at all.
  private static let greeting = -1

  private struct Key: Hashable {
    let number: Int
    let line: Line
  }

  private let checks: [Check]
  private let terms: Terms
  private var users: Users?
  private var entropy: Entropy
  private var trials: [Int: Trial] = [:]
  private var sockets: [SocketID: Key] = [:]
  private var links: [LinkID: Key] = [:]
  private var listeners: [UInt16: Key] = [:]
  private var next = 0
  private var launchTime: Instant?
  private var news: [News] = []

  /// Makes an examiner of these checks; places in the list name them later.
  public init(_ checks: [Check], terms: Terms, entropy: consuming Entropy) {
    self.checks = checks
    self.terms = terms
    self.entropy = entropy
  }

  /// Takes in one command.
  public mutating func obey(_ command: Command, at now: Moment, into outbox: inout Outbox) {
    users = Users(terms, at: now)
    launch(.greeting, as: Examiner.greeting, at: now, into: &outbox)
    settle(at: now, into: &outbox)
  }

  /// Takes in one event.
  public mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
    switch event {
    case .datagram(let datagram):
      guard let key = sockets[datagram.path.socket] else { return }
      take(datagram.bytes.copied(), from: datagram.path.remote, at: key, now, &outbox)
    case .chunk(let chunk):
      guard let key = links[chunk.link] else { return }
      let arrivals = trials[key.number]?.outlets[key.line]?.take(chunk.bytes.copied()) ?? []
      trials[key.number]?.receive(arrivals, at: key.line, now: now, into: &outbox)
    case .opened(let ticket, let opened): take(opened, ticket, now, &outbox)
    case .link(let link, let ticket, let change): take(change, link, ticket, now, &outbox)
    case .alarm:
      for number in trials.keys { trials[number]?.alarm(at: now, into: &outbox) }
    case .departed(let path):
      guard let key = sockets[path.socket] else { return }
      trials[key.number]?.receive([.closed], at: key.line, now: now, into: &outbox)
    case .undeliverable: return
    }
    settle(at: now, into: &outbox)
  }

  /// The oldest news not yet told.
  public mutating func nextNews() -> News? { news.isEmpty ? nil : news.removeFirst() }

  /// When it wants an alarm.
  public var deadline: Instant? {
    let trials = trials.values.compactMap(\.deadline).min()
    guard let launchTime else { return trials }
    return min(trials ?? launchTime, launchTime)
  }
}

extension Examiner {
  // MARK: Lines

  private mutating func take(
    _ bytes: [UInt8], from sender: Endpoint, at key: Key, _ now: Moment, _ outbox: inout Outbox
  ) {
    // What does not come from where the request went is no answer (RFC 8489 section 6.3.1.2).
    let isAnswer = key.line.isClient && sender == terms.server
    let arrival =
      isAnswer ? Arrival(datagram: bytes, from: sender) : .bytes(bytes, from: sender)
    trials[key.number]?.receive([arrival], at: key.line, now: now, into: &outbox)
  }

  private mutating func take(
    _ opened: Opened, _ ticket: Ticket, _ now: Moment, _ outbox: inout Outbox
  ) {
    guard let key = Examiner.key(of: ticket) else { return }
    switch opened {
    case .socket(let socket, let local):
      guard trials[key.number] != nil else { return outbox.close(socket) }
      sockets[socket] = key
      trials[key.number]?.scene.place(key.line, at: local.port)
      let path = Path(socket: socket, local: local.address, remote: terms.server)
      trials[key.number]?.opened(key.line, .path(path), at: now, into: &outbox)
    case .path(let path):
      guard trials[key.number] != nil else { return outbox.close(path.socket) }
      sockets[path.socket] = key
      trials[key.number]?.opened(key.line, .path(path), at: now, into: &outbox)
    case .listener(let number, let local):
      listeners[number] = key
      trials[key.number]?.scene.place(key.line, at: local.port)
      trials[key.number]?.opened(key.line, .listener, at: now, into: &outbox)
    case .failed(let ending):
      trials[key.number]?.failed(key.line, ending, at: now, into: &outbox)
    default: return
    }
  }

  private mutating func take(
    _ change: LinkChange, _ link: LinkID, _ ticket: Ticket?, _ now: Moment,
    _ outbox: inout Outbox
  ) {
    switch change {
    case .opened(let info):
      let key = ticket.flatMap { Examiner.key(of: $0) } ?? info.listener.flatMap { listeners[$0] }
      guard let key, trials[key.number] != nil else { return outbox.abort(link) }
      links[link] = key
      let outlet = Outlet.link(link, rest: [], isFramed: key.line.isClient)
      trials[key.number]?.opened(key.line, outlet, at: now, into: &outbox)
      if !key.line.isClient {
        trials[key.number]?.receive([.connected], at: key.line, now: now, into: &outbox)
      }
    case .ended, .closed:
      guard let key = links.removeValue(forKey: link) else { return }
      trials[key.number]?.receive([.closed], at: key.line, now: now, into: &outbox)
    case .drained: return
    }
  }

  // MARK: Checks

  /// Takes out what is over and begins what is next, at the pace and width that are set.
  private mutating func settle(at now: Moment, into outbox: inout Outbox) {
    for (number, trial) in trials where trial.isOver {
      trials[number] = nil
      sockets = sockets.filter { $0.value.number != number }
      links = links.filter { $0.value.number != number }
      tell(number, trial.verdict ?? .skipped("nothing was found out"), at: now)
    }
    while let time = launchTime, time <= now.monotonic, next < checks.count {
      let (check, number) = (checks[next], next)
      if let lack = lack(of: check) {
        next += 1
        news.append(.judged(number, .skipped(lack)))
        continue
      }
      guard trials.count < Examiner.width else { break }
      next += 1
      launchTime = now.monotonic.adding(milliseconds: Examiner.pace)
      launch(check, as: number, at: now, into: &outbox)
    }
    guard launchTime != nil else { return }
    if next == checks.count {
      launchTime = nil
      if trials.isEmpty { news.append(.finished) } else { return }
    } else if trials.count >= Examiner.width, let time = launchTime, time <= now.monotonic {
      // One that ends wakes us.
      launchTime = now.monotonic.adding(milliseconds: Examiner.pace)
    }
  }

  private func lack(of check: Check) -> String? {
    for need in check.needs {
      if let lack = need.lack(in: terms) { return lack }
    }
    return nil
  }

  private mutating func tell(_ number: Int, _ verdict: CheckOutcome, at now: Moment) {
    switch (number, verdict) {
    case (Examiner.greeting, .failed(let finding)): news += [.unreachable(finding), .finished]
    case (Examiner.greeting, _): launchTime = now.monotonic
    case (_, _):
      news.append(.judged(number, verdict))
      if trials.isEmpty, next == checks.count, launchTime == nil { news.append(.finished) }
    }
  }

  private mutating func launch(
    _ check: Check, as number: Int, at now: Moment, into outbox: inout Outbox
  ) {
    guard let users else { return }
    var trial = Trial(check, as: number, terms, users, id: TransactionID(from: &entropy))
    trial.begin(at: now)
    let anywhere = terms.peer.family == .v4 ? IPAddress.anyV4 : .anyV6
    for line in trial.linesToOpen {
      let opening: Opening =
        if line.isClient {
          terms.opening
        } else if line == .l {
          .listen(at: Endpoint(address: anywhere, port: 0))
        } else {
          .udp(anywhere, port: nil)
        }
      outbox.open(opening, as: Trial.ticket(number, line))
    }
    trials[number] = trial
  }

  private static func key(of ticket: Ticket) -> Key? {
    Line(rawValue: UInt8(truncatingIfNeeded: ticket.number)).map {
      Key(number: Int(ticket.number >> 8) - 1, line: $0)
    }
  }
}

extension Check {
  /// Sees whether there is a server at all.
  fileprivate static let greeting = Check(
    .messages, "greeting", "RFC 8656 §7.2", "the server answers an Allocate request",
    [.ask(.a, .bare(.allocate), .anything)])
}
