import CSignaldLinux
import SansIO

// The parts of a turn that call the machine.

extension Reactor where M: ~Copyable {
  /// The most rounds of answers and further orders in one turn; what is left waits for the next.
  private static var roundLimit: Int { 16 }
  /// The poller's clock stands still while the system sleeps, a deadline's does not: look again.
  private static var longestWait: UInt64 { 60_000 }

  /// How many handshakes may go on between two batches of datagrams: each may cost half a
  /// millisecond.
  static var handshakeLimit: Int { 2 }

  /// How many DTLS handshakes may begin in one turn; other peers ask again.
  static var greetingLimit: Int { 8 }

  /// How long to sleep, in milliseconds, rounded up so that an alarm is not early.
  func waitingTime(atMost most: Int?) -> Int32 {
    if isUnsettled || mailbox.hasMail { return 0 }
    var wait = Self.longestWait
    if let deadline = earliestDeadline {
      let span = deadline.nanoseconds(since: Clock.now().monotonic)
      wait = min(wait, span / 1_000_000 + (span % 1_000_000 == 0 ? 0 : 1))
    }
    if let most { wait = min(wait, UInt64(max(0, most))) }
    return Int32(wait)
  }

  private var earliestDeadline: Instant? {
    guard let own = core.timers.earliest else { return machine.deadline }
    guard let deadline = machine.deadline else { return own }
    return min(own, deadline)
  }

  /// Obeys what other threads left.
  @inline(__always)
  mutating func obeyMail() {
    if mailbox.hasMail { openMail() }
  }

  private mutating func openMail() {
    let (letters, isStopped) = mailbox.take()
    for letter in letters {
      switch letter {
      case .command(let command): machine.obey(command, at: core.now, into: &outbox)
      case .load(.socket(let parcel)): core.receive(parcel)
      case .load(.link(let parcel)): core.receive(parcel)
      case .load(.session(let parcel)): core.takeBack(parcel)
      }
    }
    if isStopped { self.isStopped = true }
  }

  // MARK: Datagrams

  /// Sends what waits on a ready datagram socket, and receives one batch.
  mutating func serveSocket(_ ready: Poller.Readiness) {
    let index = ready.token.index
    if !core.receiver.hasRoom { execute() }
    guard core.sockets.holds(index, ready.token.generation) else { return }
    if ready.hasFailed { core.readErrors(of: index) }
    if ready.isWritable {
      core.drainQueue(of: index)
      guard core.sockets.holds(index, ready.token.generation) else { return }
    }
    guard ready.isReadable else { return }
    let slots = core.receive(from: index)
    obeyMail()
    for slot in slots { handle(slot, of: index) }
    if core.sockets[index].isSecured { core.flushDatagrams() }
  }

  /// Hands the datagrams of a slot to the machine.
  @inline(__always)
  private mutating func handle(_ slot: Int, of index: Int) {
    // The slot is not reused before the outbox has been executed.
    let buffer = unsafe core.receiver.bytes(slot)
    let remote = core.receiver.remote(slot)
    var path = Path(
      socket: core.sockets[index].id, local: core.sockets[index].endpoint.address, remote: remote)
    var marking = Marking()
    var segment = buffer.count
    if let control = core.receiver.control(slot) {
      if let local = control.localAddress { path.local = local }
      marking.trafficClass = control.traffic_class
      if control.segment_size > 0 { segment = Int(control.segment_size) }
    }
    let isSecured = core.sockets[index].isSecured
    // An empty datagram is one too.
    var offset = 0
    repeat {
      let end = min(offset + segment, buffer.count)
      if isSecured, unsafe end > offset && Core.isSealed(buffer[offset]) {
        handleSealed(slot, offset..<end, path, marking)
        offset = end
        continue
      }
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: buffer[offset..<end]).bytes
      let datagram = Datagram(bytes: bytes, path: path, origin: remote, marking: marking)
      machine.handle(.datagram(datagram), at: core.now, into: &outbox)
      offset = end
    } while offset < buffer.count
  }

  // MARK: Orders and answers

  /// Executes the outbox; what it asked to open is answered by `settle`.
  mutating func execute() {
    core.execute(&outbox)
    guard !core.departures.isEmpty else { return }
    for departure in core.departures {
      mailboxes[Int(departure.loop.rawValue)].leave(.load(departure.load))
    }
    core.departures.removeAll()
  }

  /// Drains news, executes orders and delivers answers until there are none, within bounds.
  mutating func settle(_ news: (M.News) -> Void) {
    isUnsettled = false
    for _ in 0..<Self.roundLimit {
      while let item = machine.nextNews() { news(item) }
      execute()
      guard core.hasNotices else { return }
      while let notice = core.nextNotice() { deliver(notice) }
    }
    isUnsettled = true
  }

  private mutating func deliver(_ notice: Notice) {
    switch notice {
    case .opened(let ticket, let opened):
      machine.handle(.opened(ticket, opened), at: core.now, into: &outbox)
    case .link(let link, let ticket, let change):
      count(link, change)
      machine.handle(.link(link, ticket, change), at: core.now, into: &outbox)
    case .undeliverable(let report):
      machine.handle(.undeliverable(report), at: core.now, into: &outbox)
    case .secured(let link):
      guard core.holds(link) else { return }
      let info = core.links[Int(link.index)].info
      machine.handle(.link(link, nil, .opened(info)), at: core.now, into: &outbox)
    case .departed(let path):
      machine.handle(.departed(path), at: core.now, into: &outbox)
    case .handshake(let link):
      if core.holds(link) { core.stepHandshake(Int(link.index), &outbox) }
    case .stepped(let link, let state):
      if core.holds(link) { core.concludeStep(Int(link.index), state, &outbox) }
    case .present(let link): present(link)
    }
  }
}
