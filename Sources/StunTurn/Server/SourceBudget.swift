import SansIO

/// Caps what senders that have proved nothing can make us send, for each network on its own: a /24
/// of IPv4, a /56 of IPv6. It never grows: networks that fall together share a budget.
struct SourceBudget: ~Copyable {
  private static var count: Int { 4096 }

  /// For each place, up to when its answers are paid for.
  private var paid: [Instant]
  private let interval: UInt64
  private let burst: UInt64
  private let mixer: Mixer

  /// Allows `burst` answers at once and `rate` in a second; a `nil` rate allows all.
  init(rate: UInt64?, burst: UInt64, mixer: Mixer) {
    interval = rate.map { 1_000_000_000 / max($0, 1) } ?? 0
    let (span, overflows) = interval.multipliedReportingOverflow(by: burst)
    self.burst = overflows ? .max : span
    self.mixer = mixer
    paid = Array(
      repeating: Instant(nanoseconds: 0), count: rate == nil ? 1 : SourceBudget.count)
  }

  /// Whether one more answer may go to this address. This host itself may have any number: no
  /// network delivers a datagram that claims to come from loopback, so none can be reflected there.
  mutating func admits(_ source: IPAddress, at now: Instant) -> Bool {
    if source.isLoopback { return true }
    let place = place(of: source)
    let start = max(paid[place], now)
    guard start.nanoseconds(since: now) <= burst else { return false }
    paid[place] = start.adding(nanoseconds: interval)
    return true
  }

  private func place(of source: IPAddress) -> Int {
    let isV4 = source.family == .v4
    let network = isV4 ? source.low >> 8 : source.high >> 8
    let mixed = mixer.mix(network, isV4 ? 4 : 6)
    return Int(truncatingIfNeeded: mixed & UInt64(paid.count - 1))
  }
}
