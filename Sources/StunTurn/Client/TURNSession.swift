import SansIO

/// One TURN client's state, for whoever has entropy and an outbox (RFC 8656 sections 7 to 12).
struct TURNSession {
  /// Where it stands.
  enum State {
    /// Nothing was asked for.
    case idle
    /// An Allocate without credentials is under way.
    case allocating
    /// An Allocate with credentials is under way.
    case challenged
    /// There is an allocation.
    case allocated(ClientAllocation)
    /// What is under way decides what is left to delete.
    case closing(ClosingReason)
    /// Nothing can happen any more.
    case closed
  }

  /// How many events that a server can cause at will wait at most; more are dropped.
  static let eventLimit = 256

  /// Where the server is.
  let route: Route
  /// Who we are.
  let credential: Credential
  /// What to ask for.
  let options: TURNOptions
  /// The initial retransmission timeout in milliseconds.
  let timeout: UInt64
  /// Where it stands.
  var state = State.idle
  /// What the server last asked to be answered.
  var challenge: ClientChallenge?
  /// Requests under way.
  var pending: [PendingRequest] = []
  /// Permissions and channels.
  var peers = PeerTable()
  /// When to call `alarm`; kept here so that data costs no search for it.
  private(set) var deadline: Instant?
  private var events: [ClientEvent] = []

  /// Makes a session that does nothing yet.
  init(over route: Route, credential: Credential, options: TURNOptions, timeout: UInt64) {
    self.route = route
    self.credential = credential
    self.options = options
    self.timeout = timeout
  }

  // MARK: What its owner may want

  /// Asks for an allocation; does nothing the second time.
  mutating func allocate(
    at now: Instant, with tools: inout ClientTools, into outbox: inout Outbox
  ) {
    guard case .idle = state else { return }
    state = .allocating
    begin(.allocate(options), at: now, with: &tools, into: &outbox)
    reschedule()
  }

  /// Deletes the allocation, or the one that may come of what is under way.
  mutating func close(
    at now: Instant, with tools: inout ClientTools, into outbox: inout Outbox
  ) {
    switch state {
    case .idle: finish(.requested)
    case .allocating, .challenged: state = .closing(.requested)
    case .allocated: delete(because: .requested, at: now, with: &tools, into: &outbox)
    case .closing, .closed: break
    }
    reschedule()
  }

  /// The oldest event not yet told.
  mutating func nextEvent() -> ClientEvent? { events.isEmpty ? nil : events.removeFirst() }

  /// Whether something waits to be told.
  var hasEvents: Bool { !events.isEmpty }

  /// What is known of the allocation while there is one.
  var allocation: ClientAllocation? {
    if case .allocated(let allocation) = state { allocation } else { nil }
  }

  // MARK: Inside

  /// Notes something to tell.
  mutating func tell(_ event: ClientEvent) { events.append(event) }

  /// Notes something to tell that strangers can cause, unless too much waits already.
  mutating func tellBounded(_ event: ClientEvent) {
    if events.count < TURNSession.eventLimit { events.append(event) }
  }

  /// Sends a request and waits for its answer; `previous` is the one it repeats.
  mutating func begin(
    _ purpose: ClientRequest.Purpose, repeating previous: PendingRequest? = nil, at now: Instant,
    with tools: inout ClientTools, into outbox: inout Outbox
  ) {
    let id = TransactionID(from: &tools.entropy)
    let request = ClientRequest(id: id, purpose: purpose, challenge: challenge)
    request.send(over: route, using: &tools.authenticator, into: &outbox)
    let transaction = Transaction(id: id, over: route, at: now, timeout: timeout)
    pending.append(
      PendingRequest(
        request: request, transaction: transaction,
        wasChallenged: previous?.wasChallenged ?? false, wasStale: previous?.wasStale ?? false))
    if case .channelBind(_, let peer) = purpose {
      peers.updateChannel(of: peer) { $0.asked = now }
    }
  }

  /// Deletes the allocation on the server before it is over.
  mutating func delete(
    because reason: ClosingReason, at now: Instant, with tools: inout ClientTools,
    into outbox: inout Outbox
  ) {
    state = .closing(reason)
    pending.removeAll()
    begin(.refresh(seconds: 0), at: now, with: &tools, into: &outbox)
  }

  /// Ends it all.
  mutating func finish(_ reason: ClosingReason) {
    if case .closed = state { return }
    state = .closed
    pending.removeAll()
    peers = PeerTable()
    tell(.closed(reason))
  }

  /// Finds the next deadline, after anything but data has happened.
  mutating func reschedule() {
    var earliest = Instant.distantFuture
    for request in pending { earliest = min(earliest, request.transaction.deadline) }
    if let allocation {
      earliest = min(earliest, allocation.deadline, peers.deadline ?? earliest)
    }
    deadline = earliest == .distantFuture ? nil : earliest
  }
}
