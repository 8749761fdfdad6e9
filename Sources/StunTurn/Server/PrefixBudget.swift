import SansIO

/// A bucket for each of any number of networks in a table that never grows.
///
/// Every network has two places, found by a secret hash, and gets its answer if either has one
/// left; it pays at both. Two networks that share a place hardly ever share both, so that a flood
/// of forged sources takes its answers from one network only if it fills two given places of
/// thousands, and nobody outside can tell which two. Nothing is ever pushed out.
struct PrefixBudget: ~Copyable {
  private var buckets: [TokenBucket]
  private let price: UInt64
  private let capacity: UInt64
  private let mixer: Mixer

  /// Makes so many places, a power of two, for `burst` answers at once and `rate` in a second.
  init(count: Int, rate: UInt64, burst: UInt64, mixer: Mixer) {
    precondition(count > 1 && count & (count - 1) == 0)
    buckets = Array(repeating: TokenBucket(), count: count)
    price = 1_000_000_000 / max(rate, 1)
    let (product, overflows) = price.multipliedReportingOverflow(by: burst)
    capacity = overflows ? .max : product
    self.mixer = mixer
  }

  /// The two places of a network, told apart from others by these bits.
  func places(of network: UInt64, _ family: IPAddress.Family) -> (Int, Int) {
    let mixed = mixer.mix(network, UInt64(family.rawValue))
    let mask = UInt64(buckets.count - 1)
    return (Int(mixed & mask), Int((mixed >> 32) & mask))
  }

  /// Whether one of the two places has an answer left.
  func holds(_ places: (Int, Int), at now: Instant) -> Bool {
    buckets[places.0].holds(price, of: capacity, at: now)
      || buckets[places.1].holds(price, of: capacity, at: now)
  }

  /// Pays for an answer at both places, as far as they have it.
  mutating func pay(_ places: (Int, Int), at now: Instant) {
    buckets[places.0].drain(price, of: capacity, at: now)
    if places.1 != places.0 { buckets[places.1].drain(price, of: capacity, at: now) }
  }
}
