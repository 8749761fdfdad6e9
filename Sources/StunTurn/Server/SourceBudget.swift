import SansIO

/// Caps what senders that have proved nothing can make us send: for each source, a /32 of IPv4 or a
/// /56 of IPv6, and for the network around it, a /24 or a /48, whose line all of them share.
///
/// Both tables have their size from the start, whatever comes.
struct SourceBudget: ~Copyable {
  private static var sourceCount: Int { 16_384 }
  private static var networkCount: Int { 4096 }

  private var sources: PrefixBudget
  private var networks: PrefixBudget
  private let isLimited: Bool

  /// Allows the answers to strangers that the limits say; a `nil` rate allows all.
  init(_ limits: TURNServer.Limits, mixer: Mixer) {
    isLimited = limits.unverifiedAnswersPerSecond != nil
    let rate = limits.unverifiedAnswersPerSecond ?? 1
    let factor = max(limits.unverifiedNetworkFactor, 1)
    sources = PrefixBudget(
      count: isLimited ? SourceBudget.sourceCount : 2, rate: rate, burst: limits.unverifiedBurst,
      mixer: mixer)
    networks = PrefixBudget(
      count: isLimited ? SourceBudget.networkCount : 2,
      rate: SourceBudget.product(rate, factor),
      burst: SourceBudget.product(limits.unverifiedBurst, factor), mixer: mixer)
  }

  private static func product(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (product, overflows) = left.multipliedReportingOverflow(by: right)
    return overflows ? .max : product
  }

  /// Whether one more answer may go to this address. This host itself may have any number: no
  /// network delivers a datagram that claims to come from loopback, so none can be reflected there.
  mutating func admits(_ source: IPAddress, at now: Instant) -> Bool {
    if !isLimited || source.isLoopback { return true }
    let isV4 = source.family == .v4
    let own = sources.places(of: isV4 ? source.low : source.high >> 8, source.family)
    let around = networks.places(
      of: isV4 ? source.low >> 8 : source.high >> 16, source.family)
    guard sources.holds(own, at: now), networks.holds(around, at: now) else { return false }
    sources.pay(own, at: now)
    networks.pay(around, at: now)
    return true
  }
}
