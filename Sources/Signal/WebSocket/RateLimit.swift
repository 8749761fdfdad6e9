import SansIO

/// How many of something may happen.
public struct RateLimit: Hashable, Sendable {
  /// In the long run, in a second; at least 1.
  public var perSecond: Int
  /// At once; at least 1.
  public var burst: Int

  /// Describes a rate. Traps below 1 for either.
  public init(perSecond: Int, burst: Int) {
    precondition(perSecond >= 1 && burst >= 1)
    self.perSecond = perSecond
    self.burst = burst
  }
}

/// Holds something to a rate, and needs eight bytes for it: the generic cell rate algorithm, which
/// is a bucket of tokens that knows when it will be full.
struct RateMeter: Hashable, Sendable, BitwiseCopyable {
  private var fullAt = Instant(nanoseconds: 0)

  /// Counts `amount` in; answers whether that was within the limit.
  mutating func take(_ amount: Int, _ limit: RateLimit, at now: Instant) -> Bool {
    let interval = 1_000_000_000 / UInt64(limit.perSecond)
    fullAt = max(fullAt, now).adding(nanoseconds: UInt64(amount) * interval)
    return fullAt.nanoseconds(since: now) <= UInt64(limit.burst) * interval
  }

  /// Whether the whole burst is there.
  func isFull(at now: Instant) -> Bool { fullAt <= now }
}
