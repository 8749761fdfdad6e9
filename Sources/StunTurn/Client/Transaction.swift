public import SansIO

/// The schedule of one request: when it is sent, sent again, and given up.
///
/// Over datagrams that is RFC 8489 section 6.2.1 with Rc = 7 and Rm = 16, over streams section
/// 6.2.2.
public struct Transaction: Hashable, Sendable {
  /// The retransmission timeout to begin with, in milliseconds, unless more is asked for.
  public static let initialTimeout: UInt64 = 500
  /// The longest initial timeout, in milliseconds.
  public static let timeoutLimit: UInt64 = 600_000
  /// Rc: how often a request is sent at most.
  public static let sendLimit = 7
  /// Rm: how many initial timeouts the last one sent is waited for.
  public static let lastWaitFactor: UInt64 = 16
  /// Ti: how long an answer over a stream is waited for, in milliseconds.
  public static let streamTimeout: UInt64 = 39_500

  /// What is due.
  public enum Step: Hashable, Sendable {
    /// Nothing before the deadline.
    case wait
    /// The same request is to be sent again.
    case retransmit
    /// No answer came in time.
    case timedOut
  }

  /// What ties the answer to the request.
  public let id: TransactionID
  /// When the request was first sent.
  public let sent: Instant
  /// When the request was last sent.
  public private(set) var lastSent: Instant
  /// When to ask for the next step.
  public private(set) var deadline: Instant

  private let timeout: UInt64
  private let isRepeated: Bool
  /// How often the request was sent.
  public private(set) var sendCount = 1

  /// Starts the schedule of a request that is sent now; `timeout` is in milliseconds, and
  /// taken as 1 to `timeoutLimit`.
  public init(
    id: TransactionID, over route: Route, at now: Instant,
    timeout: UInt64 = Transaction.initialTimeout
  ) {
    self.id = id
    self.timeout = min(max(timeout, 1), Transaction.timeoutLimit)
    sent = now
    lastSent = now
    isRepeated = !route.isReliable
    if route.isReliable {
      deadline = now.adding(milliseconds: Transaction.streamTimeout)
    } else {
      deadline = now.adding(milliseconds: self.timeout)
    }
  }

  /// Says what is due and counts it as done.
  public mutating func next(at now: Instant) -> Step {
    guard now >= deadline else { return .wait }
    guard isRepeated, sendCount < Transaction.sendLimit else { return .timedOut }
    let factor =
      sendCount == Transaction.sendLimit - 1
      ? Transaction.lastWaitFactor : UInt64(1) << UInt64(sendCount)
    sendCount += 1
    lastSent = now
    deadline = now.adding(milliseconds: timeout * factor)
    return .retransmit
  }

  /// Nanoseconds from the request to an answer at `now`; `nil` if it was sent more than once, since
  /// then nobody can tell which one was answered (Karn's rule, RFC 8489 section 6.2.1).
  public func roundTrip(at now: Instant) -> UInt64? {
    lastSent == sent ? now.nanoseconds(since: sent) : nil
  }

  /// Nanoseconds from one copy of the request to an answer at `now` that says it answers this one
  /// (RFC 7982); known of the first and of the last copy.
  public func roundTrip(of transmission: UInt8, at now: Instant) -> UInt64? {
    if transmission == 1 { return now.nanoseconds(since: sent) }
    return Int(transmission) == sendCount ? now.nanoseconds(since: lastSent) : nil
  }
}
