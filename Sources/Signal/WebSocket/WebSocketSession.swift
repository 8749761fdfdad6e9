import SansIO

/// The state of one WebSocket, from the handshake to the last close frame.
///
/// An object, so that a connection that is none yet is no larger for it.
final class WebSocketSession {
  private enum Phase {
    case open
    /// Our close frame is sent; the peer's is waited for, and so many bytes of others thrown away.
    case closing(until: Instant, left: Int)
  }

  /// How a message lies in its rates.
  enum Pace {
    /// Within them.
    case within
    /// Beyond them: what follows is read later.
    case throttle
    /// Beyond them again.
    case excessive
  }

  /// What reading came to.
  enum Step {
    /// More bytes are needed.
    case more
    /// A message, and how it lies in its rates.
    case message(MessageKind, [UInt8], Pace)
    /// A ping to be answered.
    case ping([UInt8])
    /// The peer's close frame is here.
    case closed(CloseCode)
    /// The peer did what ends a WebSocket with this code.
    case failed(CloseCode)
    /// The peer goes on and on after our close frame.
    case exhausted
  }

  /// What is to be done when time has passed.
  enum Expiry {
    /// Nothing.
    case nothing
    /// The peer is asked whether it is there.
    case ping
    /// The peer was throttled for long enough.
    case readAgain
    /// The peer is not there any more.
    case dead
    /// The WebSocket ends with this code.
    case fail(CloseCode)
  }

  private let shared: Shared<WebSocketLimits>
  private var reader = FrameReader(role: .server)
  private var phase = Phase.open
  private var messages = TokenBucket()
  private var bytes = TokenBucket()
  private var controls = TokenBucket()
  private var heard: Instant
  private var answerBy: Instant?
  private var begun: Instant?
  private var admitBy: Instant?
  private var throttledUntil: Instant?
  private var wasThrottled = false

  /// Begins with the handshake.
  init(_ limits: Shared<WebSocketLimits>, at now: Instant) {
    shared = limits
    heard = now
    admitBy = limits.value.admissionTimeout.map { now.adding(milliseconds: $0) }
  }

  private var limits: WebSocketLimits { shared.value }

  /// Whether neither side has said that it closes.
  var isOpen: Bool { if case .open = phase { true } else { false } }

  /// Bytes held of a message that is not complete.
  var unfinishedCount: Int? { reader.isUnfinished ? reader.heldCount : nil }

  // MARK: Reading

  /// Reads up to the next thing to be done.
  func read(_ input: RawSpan, from offset: inout Int, at now: Instant) -> Step {
    heard = now
    answerBy = nil
    do throws(CloseCode) {
      while true {
        let start = offset
        let event = try reader.next(in: input, from: &offset, limits: limits)
        begun = reader.isUnfinished ? begun ?? now : nil
        guard mayDiscard(offset - start) else { return .exhausted }
        switch event {
        case nil: return .more
        case .close(let code): return .closed(code)
        case .message(let kind, let message):
          if isOpen { return .message(kind, message, pace(of: message.count, at: now)) }
        case .ping(let payload):
          try countControl(at: now)
          if isOpen { return .ping(payload) }
        case .pong: try countControl(at: now)
        }
      }
    } catch {
      return .failed(error)
    }
  }

  private func countControl(at now: Instant) throws(CloseCode) {
    guard let rate = limits.controlRate else { return }
    guard controls.charge(1, rate, at: now) else { throw .policyViolation }
  }

  /// Counts what is read after our close frame; answers whether that may go on.
  private func mayDiscard(_ count: Int) -> Bool {
    guard case .closing(let until, let left) = phase else { return true }
    phase = .closing(until: until, left: left - count)
    return count <= left
  }

  private func pace(of count: Int, at now: Instant) -> Pace {
    if messages.isFull(at: now) && bytes.isFull(at: now) { wasThrottled = false }
    let areWithin = limits.messageRate.map { messages.charge(1, $0, at: now) } ?? true
    let isWithin = limits.byteRate.map { bytes.charge(count, $0, at: now) } ?? true
    if areWithin && isWithin { return .within }
    if wasThrottled { return .excessive }
    wasThrottled = true
    throttledUntil = now.adding(milliseconds: limits.throttleTime)
    return .throttle
  }

  // MARK: Closing

  /// Our close frame is sent: waits for the peer's until then, and over so many bytes.
  func beginClosing(until deadline: Instant, discarding count: Int) {
    phase = .closing(until: deadline, left: count)
    throttledUntil = nil
    admitBy = nil
  }

  /// The peer has said who it is.
  func admit() { admitBy = nil }

  /// The peer is asked for a sign of life now, and has until then to give it.
  func probe(until deadline: Instant) { answerBy = min(answerBy ?? deadline, deadline) }

  // MARK: Time

  /// When `expire` wants to be called.
  var due: Instant {
    if case .closing(let until, _) = phase { return until }
    var due = begun.flatMap { begun in
      limits.messageTimeout.map { begun.adding(milliseconds: $0) }
    }
    for other in [admitBy, throttledUntil, silenceDue] {
      if let other { due = min(due ?? other, other) }
    }
    return due ?? .distantFuture
  }

  /// When the peer has been silent for too long, first for no ping and then for no pong.
  private var silenceDue: Instant? {
    if let answerBy { return answerBy }
    return limits.pingInterval.map { heard.adding(milliseconds: $0) }
  }

  /// Says what is to be done now.
  func expire(at now: Instant) -> Expiry {
    guard due <= now else { return .nothing }
    if case .closing = phase { return .dead }
    if let admitBy, admitBy <= now { return .fail(.registrationTimeout) }
    if let throttledUntil, throttledUntil <= now {
      self.throttledUntil = nil
      return .readAgain
    }
    if let silenceDue, silenceDue <= now {
      if answerBy != nil { return .dead }
      answerBy = now.adding(milliseconds: limits.pongTimeout)
      return .ping
    }
    return .fail(.policyViolation)
  }
}
