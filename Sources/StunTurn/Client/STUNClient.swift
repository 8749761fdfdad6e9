public import SansIO
public import SignaldCrypto

/// Asks a server for the address it sees, once (RFC 8489 section 12).
///
/// Begun with `start` (or its command); answers with one outcome, after which it does nothing.
/// The caller opens and closes what the route names.
public struct STUNClient: ~Copyable {
  private enum State {
    case idle
    case asking(BindingProbe)
    case answered(BindingOutcome)
    case told
  }

  private let route: Route
  private let timeout: UInt64
  private var state = State.idle
  private var tools: ClientTools

  /// Makes a client; `timeout` is the initial retransmission timeout in milliseconds.
  public init(
    over route: Route, timeout: UInt64 = Transaction.initialTimeout, entropy: consuming Entropy
  ) {
    self.route = route
    self.timeout = timeout
    tools = ClientTools(entropy: entropy)
  }

  /// Sends the request; does nothing the second time.
  public mutating func start(at now: Moment, into outbox: inout Outbox) {
    guard case .idle = state else { return }
    state = .asking(
      BindingProbe(
        over: route, timeout: timeout, at: now.monotonic, with: &tools, into: &outbox))
  }

  /// What came of it, told once.
  public mutating func nextOutcome() -> BindingOutcome? {
    guard case .answered(let outcome) = state else { return nil }
    state = .told
    return outcome
  }
}

extension STUNClient: Machine {
  /// What can be commanded.
  public enum Command: Hashable, Sendable {
    /// Send the request.
    case start
  }

  /// Takes in one event; what does not concern the request changes nothing.
  public mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
    guard case .asking(var probe) = state else { return }
    let outcome: BindingOutcome?
    switch event {
    case .datagram(let datagram):
      outcome =
        route.isReverse(of: datagram.path) ? probe.outcome(of: datagram.bytes, at: now) : nil
    case .chunk(let chunk): outcome = read(chunk, for: probe, at: now, into: &outbox)
    case .link(let link, _, let change):
      outcome = route == .link(link) ? STUNClient.outcome(of: change) : nil
    case .undeliverable(let report):
      outcome =
        report.isFinal && route.isReverse(of: report.path) ? .failed(.unreachable) : nil
    case .departed(let path):
      outcome = route.isReverse(of: path) ? .failed(.disconnected(.finished)) : nil
    case .alarm:
      outcome = probe.alarm(at: now.monotonic, with: &tools, into: &outbox)
    case .opened: outcome = nil
    }
    state = outcome.map { .answered($0) } ?? .asking(probe)
  }

  /// Obeys a command.
  public mutating func obey(_ command: Command, at now: Moment, into outbox: inout Outbox) {
    start(at: now, into: &outbox)
  }

  /// What came of it, told once.
  public mutating func nextNews() -> BindingOutcome? { nextOutcome() }

  /// When it wants an `.alarm`.
  public var deadline: Instant? {
    if case .asking(let probe) = state { probe.deadline } else { nil }
  }

  private static func outcome(of change: LinkChange) -> BindingOutcome? {
    switch change {
    case .opened, .drained: nil
    case .ended: .failed(.disconnected(.finished))
    case .closed(let ending): .failed(.disconnected(ending))
    }
  }

  /// Looks at the messages of a stream until one is the answer.
  private func read(
    _ chunk: Chunk, for probe: BindingProbe, at now: Moment, into outbox: inout Outbox
  ) -> BindingOutcome? {
    guard route == .link(chunk.link) else { return nil }
    var rest = chunk.bytes
    while true {
      switch StreamFrame(of: rest) {
      case .incomplete:
        outbox.keep(rest, of: chunk)
        return nil
      case .garbage: return .failed(.malformed)
      case .message(let count):
        if let outcome = probe.outcome(of: rest.extracting(first: count), at: now) {
          return outcome
        }
        rest = rest.extracting(droppingFirst: count)
      case .channelData(_, let padded): rest = rest.extracting(droppingFirst: padded)
      }
    }
  }
}

extension BindingProbe {
  /// What the bytes of an answer say; `nil` if they are no answer to this request.
  func outcome(of bytes: RawSpan, at now: Moment) -> BindingOutcome? {
    guard let message = try? Message(parsing: bytes) else { return nil }
    return outcome(of: message, at: now.monotonic)
  }
}
