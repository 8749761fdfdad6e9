import SansIO

extension TokenBucket {
  /// Takes one of what may happen once each `milliseconds` on average and `burst` times at once; or
  /// nothing, and answers `false`.
  mutating func take(every milliseconds: UInt64, burst: UInt64, at now: Instant) -> Bool {
    let (price, isLong) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    let (capacity, isLarge) = price.multipliedReportingOverflow(by: burst)
    return !isLong && !isLarge && take(price, of: capacity, at: now)
  }

  /// Counts `amount` in, whether or not the limit has room for it, and answers whether it had.
  mutating func charge(_ amount: Int, _ limit: RateLimit, at now: Instant) -> Bool {
    let price = 1_000_000_000 / UInt64(limit.perSecond)
    return charge(UInt64(amount) * price, of: UInt64(limit.burst) * price, at: now)
  }
}
