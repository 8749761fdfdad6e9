public import SansIO

/// One event loop: drives one machine from one thread. It knows sockets, clocks and other loops,
/// and nothing of what the bytes mean.
public struct Reactor<M: Machine & ~Copyable>: ~Copyable {
  /// Everything that does not depend on the machine.
  var core: Core
  /// What the machine wants done.
  var outbox: Outbox
  /// What others want of it.
  let mailbox: Mailbox<M.Command>
  /// The mailboxes of all loops, by number.
  let mailboxes: [Mailbox<M.Command>]
  /// Whether the last turn left orders, answers or news for the next.
  var isUnsettled = false
  /// Whether the mailbox has said stop.
  var isStopped = false
  /// The machine.
  var machine: M

  /// Makes the loop of this number. `mailboxes` are those of all loops, by number: it serves its
  /// own and hands sockets and links to the others.
  public init(
    loop: LoopID, running machine: consuming M, mailboxes: [Mailbox<M.Command>],
    settings: ReactorSettings = ReactorSettings(), tls: TLSContexts = TLSContexts()
  ) throws(SystemError) {
    var core = try Core(loop: loop, settings: settings, contexts: tls)
    let mailbox = mailboxes[Int(loop.rawValue)]
    core.sessionReturn = { mailbox.leave(.load(.session($0))) }
    try core.poller.add(
      mailbox.bellNumber, as: Token(.bell, index: 0, generation: 0), for: .reading)
    self.core = core
    self.mailbox = mailbox
    self.mailboxes = mailboxes
    self.machine = machine
    outbox = Outbox(marks: settings.marks)
  }

  /// Opens a datagram socket; answers its actual port when asked for port 0. A shared port is one
  /// the other loops listen on too: the kernel spreads the peers over them. With a context it
  /// serves DTLS beside plain datagrams (RFC 7983).
  public mutating func listen(
    udp endpoint: Endpoint, owner: Owner = Owner(rawValue: 0), sharesPort: Bool = false,
    secure: TLSServerContext? = nil
  ) throws(SystemError) -> (SocketID, Endpoint) {
    let (socket, bound) = try core.openSocket(at: endpoint, owner: owner, sharesPort: sharesPort)
    if let secure {
      core.sockets[Int(socket.index)].secure = secure
      core.sockets[Int(socket.index)].isSecured = true
    }
    return (socket, bound)
  }

  /// Listens for streams; answers the number by which `LinkInfo.listener` names it, and its actual
  /// port when asked for port 0. With a context every stream speaks TLS from its first byte.
  public mutating func listen(
    tcp endpoint: Endpoint, owner: Owner = Owner(rawValue: 0), sharesPort: Bool = false,
    secure: TLSServerContext? = nil
  ) throws(SystemError) -> (UInt16, Endpoint) {
    try listen(
      tcp: endpoint, owner: owner, sharesPort: sharesPort, entry: StreamEntry(secure: secure))
  }

  /// Listens for streams that begin as `entry` says.
  public mutating func listen(
    tcp endpoint: Endpoint, owner: Owner = Owner(rawValue: 0), sharesPort: Bool = false,
    entry: StreamEntry
  ) throws(SystemError) -> (UInt16, Endpoint) {
    try core.listen(at: endpoint, owner: owner, sharesPort: sharesPort, entry: entry)
  }

  /// Serves until the mailbox says stop; tells `news` what the machine has to tell.
  public mutating func run(news: (M.News) -> Void = { _ in }) throws(SystemError) {
    while !isStopped { try turn(news: news) }
  }

  /// Does one turn: waits at most so many milliseconds (`nil`: as long as nothing is to be done),
  /// then serves everything that is ready. Answers whether the loop goes on.
  @discardableResult
  public mutating func turn(
    maximumWait: Int? = nil, news: (M.News) -> Void = { _ in }
  ) throws(SystemError) -> Bool {
    let count = try core.poller.wait(milliseconds: waitingTime(atMost: maximumWait))
    core.now = Clock.now()
    core.statistics.turns += 1
    core.handshakesLeft = Self.handshakeLimit
    core.greetingsLeft = Self.greetingLimit
    obeyMail()
    for index in 0..<count {
      let ready = core.poller[index]
      if ready.token.kind == .socket { serveSocket(ready) }
    }
    for index in 0..<count {
      let ready = core.poller[index]
      switch ready.token.kind {
      case .bell: mailbox.silence()
      case .socket: break
      case .listener: core.accept(from: ready.token)
      case .link: serveLink(ready)
      }
    }
    core.expire()
    if let deadline = machine.deadline, deadline <= core.now.monotonic {
      machine.handle(.alarm, at: core.now, into: &outbox)
    }
    settle(news)
    return !isStopped
  }

  /// Lets `body` look at or speak to the machine between two turns.
  public mutating func withMachine<Result, E: Error>(
    _ body: (inout M) throws(E) -> Result
  ) throws(E) -> Result {
    try body(&machine)
  }

  /// What was counted so far.
  public var statistics: ReactorStatistics { core.statistics }
  /// How many datagram sockets are open.
  public var socketCount: Int { core.sockets.count }
  /// How many DTLS associations are open or in the making.
  public var associationCount: Int { core.associations.count }
  /// How many streams are open or in the making.
  public var linkCount: Int { core.links.count }
}
