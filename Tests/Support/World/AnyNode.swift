public import SansIO

/// One loop of a host with the machine it drives, whatever type that has: see `Node`.
public class AnyNode {
  /// The host it runs on.
  public unowned let host: Host
  /// Its number among the loops of the host.
  public let loop: LoopID
  /// Whether it crashed.
  public private(set) var isStopped = false

  /// How often in a row an alarm may leave the deadline in the past.
  private static let mostOverdueAlarms = 10_000

  /// The world it belongs to.
  unowned let world: World
  /// What the machine wants.
  var outbox: Outbox
  /// The open datagram sockets.
  var sockets = Slots<Binding>()
  /// The open streams.
  var links = Slots<StreamEnd>()
  /// How many listeners were opened.
  var listenerCount: UInt16 = 0
  private var completions: [() -> Void] = []
  private var isConcluding = false
  /// While true, what a machine is to be told waits for the end of what it wants now.
  private(set) var isExecuting = false
  private var armed: UInt64?
  private var overdueAlarms = 0
  private var lastMail: UInt64 = 0

  /// Makes the next loop of a host.
  init(world: World, host: Host, marks: LinkBacklog.Marks) {
    self.world = world
    self.host = host
    loop = LoopID(rawValue: UInt8(host.nodes.count))
    outbox = Outbox(marks: marks)
    host.nodes.append(self)
  }

  // MARK: What a node adds

  /// Tells the machine.
  func handle(_ event: Event) { preconditionFailure() }
  /// Passes on what the machine has to tell.
  func tellNews() { preconditionFailure() }
  /// When the machine wants an alarm.
  var deadline: Instant? { preconditionFailure() }

  // MARK: Turns

  /// Delivers any event at once: `node.tell(.departed(path))`.
  public func tell(_ event: Event) {
    guard !isStopped else { return }
    handle(event)
    conclude()
  }

  /// Delivers stream bytes behind those that were kept.
  func deliver(_ bytes: [UInt8], to end: StreamEnd) {
    guard let link = end.link, !isStopped else { return }
    let all = end.kept + bytes
    all.withRawSpan { span in
      _ = outbox.takeKeptCount()
      handle(.chunk(Chunk(bytes: span, link: link)))
      end.kept = all.suffix(outbox.takeKeptCount())
      conclude()
    }
    if end.kept.count > outbox.backlog.marks.limit {
      end.abort()
      forget(end, because: .overflow)
    }
  }

  /// Does what the machine wants, and what follows from that, then tells news and sets the alarm.
  func conclude() {
    execute(outbox.takeOutputs())
    if isConcluding { return }
    isConcluding = true
    var next = 0
    while next < completions.count, world.failure == nil {
      completions[next]()
      next += 1
      if next == 10_000 { world.fail("a turn on \(host.name) does not end") }
    }
    completions.removeAll()
    isConcluding = false
    tellNews()
    arm()
    world.observe(.turned(self))
  }

  /// Runs later in this turn, after what the machine wants now.
  func complete(_ action: @escaping () -> Void) { completions.append(action) }

  /// When something put into the mailbox now is taken out: never before what was put in earlier.
  func nextMailTime() -> UInt64 {
    let time = world.now.monotonic.nanoseconds + world.randomDelay(upTo: world.mailboxDelay)
    lastMail = max(lastMail, time)
    return lastMail
  }

  private func execute(_ outputs: [Output]) {
    isExecuting = true
    defer { isExecuting = false }
    var written: [StreamEnd] = []
    for output in outputs {
      switch output {
      case .sent(let bytes, let path, let marking): send(bytes, along: path, marked: marking)
      case .wrote(let bytes, let link):
        guard let end = end(link) else { continue }
        end.write(bytes)
        if written.last !== end { written.append(end) }
      case .action(let action): perform(action)
      }
    }
    for end in written { settle(end) }
  }

  private func send(_ bytes: [UInt8], along path: Path, marked marking: Marking) {
    func refuse(_ refusal: Observation.Refusal) {
      world.observe(.refused(bytes, along: path, refusal, by: self))
    }
    guard let binding = binding(path.socket) else { return refuse(.noSocket) }
    var local = path.local
    if local.isUnspecified { local = host.source(for: path.remote.address) ?? local }
    guard host.owns(local) else { return refuse(.noAddress) }
    let session = Binding.Session(number: path.session, remote: path.remote)
    guard path.session == 0 || binding.sessions[session] == true else { return refuse(.noSession) }
    let packet = world.newPacket(
      bytes, from: Endpoint(address: local, port: binding.endpoint.port), to: path.remote,
      marking: marking, session: path.session)
    world.send(packet, from: binding)
  }

  // MARK: Time

  private func arm() {
    guard !isStopped, let deadline = deadline?.nanoseconds else { return }
    let time = max(deadline, world.now.monotonic.nanoseconds)
    if let armed, armed <= time { return }
    guard deadline < UInt64.max / 2 else { return }
    armed = time
    world.scheduleAlarm(at: time + world.randomDelay(upTo: world.alarmLateness)) { [weak self] in
      self?.ring(time)
    }
    if world.random.chance(world.spuriousAlarms) {
      let early = time - world.now.monotonic.nanoseconds
      world.scheduleAlarm(
        at: world.now.monotonic.nanoseconds + world.randomDelay(upTo: early)
      ) { [weak self] in self?.ringEarly() }
    }
  }

  private func ring(_ time: UInt64) {
    guard armed == time, !isStopped else { return }
    armed = nil
    let now = world.now.monotonic
    guard let deadline, deadline <= now else { return arm() }
    world.stamp(0xA1A2)
    tell(.alarm)
    let isOverdue = self.deadline.map { $0 <= now } ?? false
    overdueAlarms = isOverdue ? overdueAlarms + 1 : 0
    if overdueAlarms > Self.mostOverdueAlarms {
      world.fail("the machine on \(host.name) livelocks: its deadline stays in the past")
    }
  }

  private func ringEarly() {
    guard !isStopped, let deadline, deadline > world.now.monotonic else { return }
    handle(.alarm)
    if !outbox.isEmpty {
      world.fail("an early alarm made \(host.name) want \(outbox.takeOutputs())")
    }
    conclude()
  }

  /// Crashes the loop: its sockets are gone, its streams are reset.
  public func stop() {
    isStopped = true
    for binding in sockets.all { host.unbind(binding) }
    for end in links.all { end.abort() }
    for place in host.listeners.keys {
      host.listeners[place]?.removeAll { $0.owner === self }
      if host.listeners[place]?.isEmpty == true { host.listeners[place] = nil }
    }
  }
}
