import SansIO

/// One end of a simulated TCP connection, with a simulated TLS on it where asked for.
///
/// Bytes queue here, travel in random pieces within the world's window, and arrive in order.
final class StreamEnd {
  /// What a plain reader sees of a TLS client's first flight.
  static let helloBytes: [UInt8] = [0x16, 0x03, 0x01, 0x00, 0x02, 0x01, 0x00]
  private static let largestPiece = 1448
  private static let retransmission: UInt64 = 200_000_000

  /// The world it belongs to.
  unowned let world: World
  /// The host it belongs to.
  unowned let host: Host
  /// What its user knows of it.
  var info: LinkInfo
  /// The ticket of the `connect` that made it.
  var ticket: Ticket?
  /// The owner its link is stamped with.
  var ownerNumber: UInt8 = 0
  /// Who has it; `nil` while it moves between loops.
  weak var user: (any StreamUser)?
  /// The other end.
  weak var peer: StreamEnd?
  /// Where the connection stands.
  var phase = Phase.connecting
  /// Where its TLS stands.
  var security = Security.plain
  /// The link's name and kept tail on the loop that has it.
  var link: LinkID?
  /// What the machine kept.
  var kept: [UInt8] = []
  /// Whether the user takes nothing for now.
  var isPaused = false
  /// Bytes queued here and not yet under way.
  private(set) var queuedCount = 0

  private var outgoing: [Piece] = []
  private var flight = 0
  private var travelling: [Piece] = []
  private var inbox: [Piece] = []
  private var isReading = false
  private var lastArrival: UInt64 = 0
  private var cutSince: UInt64?
  private var hasFinished = false
  private var sentEnd = false
  private var gotEnd = false
  private var unansweredHello: Secure?

  /// Makes an end that is not connected.
  init(world: World, host: Host, info: LinkInfo) {
    self.world = world
    self.host = host
    self.info = info
    world.ends.append(self)
  }

  // MARK: What its user wants

  /// Queues bytes.
  func write(_ bytes: [UInt8]) {
    guard phase != .closed, !hasFinished, !bytes.isEmpty else { return }
    queuedCount += bytes.count
    outgoing.append(.bytes(bytes))
    world.observe(.wrote(bytes, from: info.local, to: info.remote))
    pump()
  }

  /// Half-closes after what is queued.
  func finish() {
    guard phase != .closed, !hasFinished else { return }
    hasFinished = true
    outgoing.append(.fin)
    pump()
  }

  /// Resets the connection; the user is told nothing here.
  func abort() {
    guard phase != .closed else { return }
    depart(.reset)
    shut()
  }

  /// Takes what arrives again.
  func resume() {
    isPaused = false
    read()
  }

  /// Starts TLS after what is queued: as this client, or as the server.
  func secure(as client: Secure?) {
    guard phase == .open, security == .plain else { return }
    guard let client else {
      security = .awaitsHello
      kept = []
      if let hello = unansweredHello { answer(hello) }
      return
    }
    outgoing.append(.hello(client))
    pump()
  }

  /// Starts TLS as a client before anything else is sent.
  func begin(_ client: Secure) {
    outgoing.insert(.hello(client), at: 0)
    pump()
  }

  // MARK: Sending

  /// Sends what the window and the handshake allow.
  func pump() {
    while phase == .open || phase == .connecting, let first = outgoing.first {
      if case .hello = first {
      } else if phase == .connecting || security == .awaitsAnswer || security == .awaitsHello {
        return
      }
      switch first {
      case .bytes(let bytes):
        // Waits for a worthwhile window, or pieces would shrink to single bytes.
        let room = world.window - flight
        guard room > 0, room >= min(bytes.count, Self.largestPiece, world.window / 4) else {
          return
        }
        sendPiece(of: bytes)
      case .hello:
        security = .awaitsAnswer
        depart(outgoing.removeFirst())
      case .fin:
        sentEnd = true
        depart(outgoing.removeFirst())
        concludeIfBothEnded()
      case .answer, .reset: depart(outgoing.removeFirst())
      }
    }
  }

  private func sendPiece(of bytes: [UInt8]) {
    let most = min(bytes.count, Self.largestPiece, world.window - flight)
    let count = world.random.chance(0.3) ? world.random.pick(1...most) : most
    if count == bytes.count {
      outgoing.removeFirst()
    } else {
      outgoing[0] = .bytes(Array(bytes[count...]))
    }
    queuedCount -= count
    flight += count
    depart(.bytes(Array(bytes[..<count])))
  }

  private func depart(_ piece: Piece) {
    guard let peer else { return }
    let isNear = peer.host === host
    let weather = world.weather(from: host, to: peer.host)
    var time = world.now.monotonic.nanoseconds + (isNear ? 10_000 : weather.latency)
    if !isNear {
      time += world.randomDelay(upTo: weather.jitter)
      if world.random.chance(weather.loss) { time += Self.retransmission }
    }
    lastArrival = max(lastArrival, time)
    peer.travelling.append(piece)
    world.schedule(at: lastArrival) { peer.arrive() }
  }

  /// The peer's user has taken bytes.
  private func credit(_ count: Int) {
    guard phase != .closed else { return }
    flight -= count
    pump()
    user?.streamMoved(self)
  }

  // MARK: Receiving

  private func arrive() {
    guard phase != .closed, let peer else { return travelling.removeFirst(1) }
    if peer.host !== host, host.isCut || peer.host.isCut { return waitForHealing() }
    cutSince = nil
    let piece = travelling.removeFirst()
    world.stamp(UInt64(travelling.count) << 32 | UInt64(queuedCount))
    if case .reset = piece {
      inbox = []
      if user == nil { return inbox.append(.reset) }
      return close(.reset)
    }
    inbox.append(piece)
    read()
  }

  private func waitForHealing() {
    let now = world.now.monotonic.nanoseconds
    let since = cutSince ?? now
    cutSince = since
    if now - since > world.streamTimeout {
      travelling.removeFirst()
      return close(.timedOut)
    }
    world.schedule(in: Self.retransmission) { [self] in arrive() }
  }

  /// Hands what arrived to the user, in chunks of random size.
  func read() {
    if isReading { return }
    isReading = true
    defer { isReading = false }
    while !isPaused, phase != .closed, user != nil, !inbox.isEmpty {
      switch inbox.removeFirst() {
      case .bytes(var bytes):
        while case .bytes(let more)? = inbox.first, world.random.chance(0.5) {
          bytes += more
          inbox.removeFirst()
        }
        take(bytes)
      case .hello(let hello):
        if security == .awaitsHello {
          answer(hello)
        } else {
          unansweredHello = hello
          user?.stream(self, brought: Self.helloBytes)
        }
      case .answer:
        security = .secure
        info.isSecure = true
        becomeOpen()
        pump()
      case .fin:
        gotEnd = true
        user?.streamEnded(self)
        concludeIfBothEnded()
      case .reset: close(.reset)
      }
    }
  }

  private func take(_ bytes: [UInt8]) {
    let peer = peer
    let back = world.weather(from: host, to: peer?.host ?? host).latency
    world.schedule(in: back) { peer?.credit(bytes.count) }
    if security == .awaitsHello {
      depart(.reset)
      return close(.tls(1))
    }
    user?.stream(self, brought: bytes)
  }

  private func answer(_ hello: Secure) {
    unansweredHello = nil
    security = .secure
    info.isSecure = true
    info.serverName = hello.serverName
    info.alpn = hello.alpn.first
    peer?.info.serverName = hello.serverName
    peer?.info.alpn = hello.alpn.first
    depart(.answer)
    becomeOpen()
    pump()
  }

  // MARK: Beginning and end

  /// The connection has come about.
  func becomeOpen() {
    guard phase == .connecting else { return }
    phase = .open
    user?.streamOpened(self)
    pump()
  }

  private func concludeIfBothEnded() {
    if sentEnd, gotEnd { close(.finished) }
  }

  /// Ends it here and says why.
  func close(_ ending: Ending) {
    guard phase != .closed else { return }
    shut()
    user?.streamClosed(self, ending)
  }

  private func shut() {
    phase = .closed
    outgoing = []
    inbox = []
    queuedCount = 0
    host.connections.remove(Host.Connection(local: info.local, remote: info.remote))
  }
}
