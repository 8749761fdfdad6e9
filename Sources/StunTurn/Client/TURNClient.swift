public import SansIO
public import SignaldCrypto

/// A client of one TURN server: gets a relayed address, keeps it, and exchanges datagrams with
/// peers through it (RFC 8656).
///
/// It goes from idle over challenged and allocated to closed, once; a closed one stays closed. The
/// caller opens what the route names before, and closes it afterwards.
public struct TURNClient: ~Copyable {
  /// How many bytes one datagram to a peer has at most: what fits a UDP datagram as an indication.
  public static let payloadLimit = 65_456
  /// How many received datagrams wait at most to be told as news; more are dropped.
  static let inboxLimit = 256

  private var session: TURNSession
  private var tools: ClientTools
  private var inbox: [ClientEvent] = []

  /// Makes a client; `timeout` is the initial retransmission timeout in milliseconds.
  public init(
    over route: Route, credential: Credential, options: TURNOptions = TURNOptions(),
    timeout: UInt64 = Transaction.initialTimeout, entropy: consuming Entropy
  ) {
    session = TURNSession(
      over: route, credential: credential, options: options, timeout: timeout)
    tools = ClientTools(entropy: entropy)
  }

  /// Asks for an allocation; does nothing the second time.
  public mutating func allocate(at now: Moment, into outbox: inout Outbox) {
    session.allocate(at: now.monotonic, with: &tools, into: &outbox)
  }

  /// Asks for permissions for these addresses. Answers `false`, and asks for nothing, without an
  /// allocation, for an address of another family than the relayed one, or beyond 256.
  @discardableResult
  public mutating func permit(
    _ addresses: [IPAddress], at now: Moment, into outbox: inout Outbox
  ) -> Bool {
    session.permit(addresses, at: now.monotonic, with: &tools, into: &outbox)
  }

  /// Asks for a channel to a peer, and with it for a permission. Answers `false`, and asks for
  /// nothing, without an allocation, for a peer of another family, or when no number is free.
  @discardableResult
  public mutating func bind(
    _ peer: Endpoint, at now: Moment, into outbox: inout Outbox
  ) -> Bool {
    session.bind(peer, at: now.monotonic, with: &tools, into: &outbox)
  }

  /// Stops renewing permission and channels of an address; the server forgets them in ten minutes.
  public mutating func release(_ address: IPAddress) { session.release(address) }

  /// Sends a peer a datagram: by its channel once the server has confirmed it, else as an
  /// indication.
  @discardableResult
  public mutating func send(
    _ payload: RawSpan, to peer: Endpoint, into outbox: inout Outbox
  ) -> SendOutcome {
    session.send(payload, to: peer, with: &tools, into: &outbox)
  }

  /// Deletes the allocation, or the one that may yet come; `.closed` follows.
  public mutating func close(at now: Moment, into outbox: inout Outbox) {
    session.close(at: now.monotonic, with: &tools, into: &outbox)
  }

  /// Takes in one event, and lends what peers sent to `received`; nothing is copied.
  ///
  /// Answers whether the event was for this client: others may share its socket.
  @discardableResult
  public mutating func handle(
    _ event: Event, at now: Moment, into outbox: inout Outbox,
    received: (RawSpan, Endpoint) -> Void
  ) -> Bool {
    session.handle(
      event, at: now.monotonic, with: &tools, into: &outbox, received: received)
  }

  /// The oldest event not yet told.
  public mutating func nextEvent() -> ClientEvent? {
    inbox.isEmpty ? session.nextEvent() : inbox.removeFirst()
  }
}

extension TURNClient: Machine {
  /// What can be commanded: the methods of the same names.
  public enum Command: Hashable, Sendable {
    /// Ask for an allocation.
    case allocate
    /// Ask for permissions.
    case permit([IPAddress])
    /// Ask for a channel.
    case bind(Endpoint)
    /// Stop renewing what was asked for an address.
    case release(IPAddress)
    /// Send a peer a datagram.
    case send([UInt8], to: Endpoint)
    /// Delete the allocation.
    case close
  }

  /// Takes in one event; what peers sent is copied and told as news.
  public mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
    // What was told before what is received now comes before it.
    while let event = session.nextEvent() { inbox.append(event) }
    var room = TURNClient.inboxLimit - inbox.count
    var arrived: [ClientEvent] = []
    handle(event, at: now, into: &outbox) { payload, peer in
      guard room > 0 else { return }
      room -= 1
      arrived.append(.received(payload.copied(), from: peer))
    }
    inbox += arrived
  }

  /// Obeys a command.
  public mutating func obey(_ command: Command, at now: Moment, into outbox: inout Outbox) {
    switch command {
    case .allocate: allocate(at: now, into: &outbox)
    case .permit(let addresses):
      if permit(addresses, at: now, into: &outbox) { return }
      inbox += addresses.map { .impossible(.permission($0)) }
    case .bind(let peer):
      if !bind(peer, at: now, into: &outbox) { inbox.append(.impossible(.channel(peer))) }
    case .release(let address): release(address)
    case .send(let payload, let peer):
      // Bytes have no padding, so all of the span is initialised.
      send(unsafe payload.span.bytes, to: peer, into: &outbox)
    case .close: close(at: now, into: &outbox)
    }
  }

  /// The oldest event not yet told.
  public mutating func nextNews() -> ClientEvent? { nextEvent() }

  /// When it wants an `.alarm`.
  public var deadline: Instant? { session.deadline }
}
