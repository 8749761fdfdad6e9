import SansIO

@testable import Reactor

/// A machine for tests: records every event and does what the test's closure says.
struct Probe: Machine {
  typealias Command = @Sendable (inout Probe, inout Outbox) -> Void
  typealias News = String

  enum Fact: Equatable {
    case datagram([UInt8], Path, Marking)
    case chunk([UInt8], LinkID)
    case link(LinkID, Ticket?, LinkChange)
    case opened(Ticket, Opened)
    case undeliverable(Undeliverable)
    case departed(Path)
    case alarm
  }

  var facts: [Fact] = []
  var news: [String] = []
  var deadline: Instant?
  var body: (Event, inout Probe, inout Outbox) -> Void

  init(_ body: @escaping (Event, inout Probe, inout Outbox) -> Void = { _, _, _ in }) {
    self.body = body
  }

  mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
    switch event {
    case .datagram(let datagram):
      facts.append(.datagram(datagram.bytes.copied(), datagram.path, datagram.marking))
    case .chunk(let chunk): facts.append(.chunk(chunk.bytes.copied(), chunk.link))
    case .link(let link, let ticket, let change): facts.append(.link(link, ticket, change))
    case .opened(let ticket, let opened): facts.append(.opened(ticket, opened))
    case .undeliverable(let report): facts.append(.undeliverable(report))
    case .departed(let path): facts.append(.departed(path))
    case .alarm:
      facts.append(.alarm)
      deadline = nil
    }
    body(event, &self, &outbox)
  }

  mutating func obey(_ command: Command, at now: Moment, into outbox: inout Outbox) {
    command(&self, &outbox)
  }

  mutating func nextNews() -> String? { news.isEmpty ? nil : news.removeFirst() }

  var datagrams: [[UInt8]] {
    facts.compactMap { if case .datagram(let bytes, _, _) = $0 { bytes } else { nil } }
  }

  var openings: [Opened] {
    facts.compactMap { if case .opened(_, let opened) = $0 { opened } else { nil } }
  }

  var reports: [Undeliverable] {
    facts.compactMap { if case .undeliverable(let report) = $0 { report } else { nil } }
  }

  var links: [LinkID] {
    facts.compactMap { if case .link(let link, _, .opened) = $0 { link } else { nil } }
  }

  func changes(of link: LinkID) -> [LinkChange] {
    facts.compactMap {
      if case .link(link, _, let change) = $0 { change } else { nil }
    }
  }
}

extension Endpoint {
  static func v4(_ last: UInt8 = 1, port: UInt16 = 0) -> Endpoint {
    Endpoint(address: .v4(0x7F00_0000 | UInt32(last)), port: port)
  }
  static var v6: Endpoint { Endpoint(address: .loopbackV6, port: 0) }
}

extension Outbox {
  mutating func send(_ bytes: [UInt8], along path: Path, marked: Marking = Marking()) {
    send(along: path, marked: marked, capacity: bytes.count) { room in
      for byte in bytes { room.append(byte) }
    }
  }

  @discardableResult
  mutating func write(_ bytes: [UInt8], to link: LinkID) -> Flow {
    write(to: link, capacity: bytes.count) { room in for byte in bytes { room.append(byte) } }
  }
}

/// One reactor with a probe, turned by the test's own thread.
struct Bench: ~Copyable {
  var reactor: Reactor<Probe>
  let mailbox: Mailbox<Probe.Command>

  init(
    settings: ReactorSettings = ReactorSettings(), tls: TLSContexts = TLSContexts(),
    _ body: @escaping (Event, inout Probe, inout Outbox) -> Void = { _, _, _ in }
  ) throws {
    let mailbox = try Mailbox<Probe.Command>()
    let reactor = try Reactor(
      loop: LoopID(rawValue: 0), running: Probe(body), mailboxes: [mailbox], settings: settings,
      tls: tls)
    self.mailbox = mailbox
    self.reactor = reactor
  }

  var probe: Probe { mutating get { reactor.withMachine { $0 } } }

  mutating func command(_ body: @escaping Probe.Command) throws {
    mailbox.post(body)
    try reactor.turn(maximumWait: 0)
  }

  /// Turns until `isDone` or until nothing more can be hoped for; answers whether it was reached.
  mutating func turn(until isDone: (inout Probe) -> Bool) throws -> Bool {
    for _ in 0..<200 {
      if reactor.withMachine({ isDone(&$0) }) { return true }
      try reactor.turn(maximumWait: 25)
    }
    return reactor.withMachine { isDone(&$0) }
  }

  /// Opens what is asked and answers what became of it.
  mutating func open(_ opening: Opening) throws -> Opened {
    let count = probe.openings.count
    try command { _, outbox in outbox.open(opening, as: Ticket(7)) }
    guard try turn(until: { $0.openings.count > count }) else { return .failed(.timedOut) }
    return probe.openings[count]
  }

  /// Opens a datagram socket and answers its name and place.
  mutating func socket(_ endpoint: Endpoint = .v4()) throws -> (SocketID, Endpoint) {
    try reactor.listen(udp: endpoint)
  }
}
