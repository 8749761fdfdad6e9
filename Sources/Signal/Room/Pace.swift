import SansIO

/// How often something may happen: the generic cell rate algorithm, one instant of state.
struct Pace: Sendable {
  /// When all that happened so far would be paid for.
  private var paid = Instant(nanoseconds: 0)

  /// Takes one, or answers `false`: one each `milliseconds` on average, `burst` of them at once.
  mutating func take(every milliseconds: UInt64, burst: UInt64, at now: Instant) -> Bool {
    let next = max(paid, now).adding(milliseconds: milliseconds)
    let (ahead, overflows) = milliseconds.multipliedReportingOverflow(by: burst)
    guard !overflows, next <= now.adding(milliseconds: ahead) else { return false }
    paid = next
    return true
  }

  /// Whether nothing of the past matters any more.
  func isSettled(at now: Instant) -> Bool { paid <= now }
}
