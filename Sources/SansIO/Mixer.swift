/// Turns keys into table positions. Seeded, so that nobody outside can choose keys that collide.
public struct Mixer: Sendable, BitwiseCopyable {
  // Both factors hide behind a secret: one that somebody could choose to be 0 would wipe out the
  // other.
  @usableFromInline let firstSecret: UInt64
  @usableFromInline let secondSecret: UInt64

  /// Makes a mixer from a number no one outside can know.
  public init(seed: UInt64) {
    firstSecret = Self.scramble(seed &+ 0x9E37_79B9_7F4A_7C15)
    secondSecret = Self.scramble(seed &+ 0x3C6E_F372_FE94_F82A)
  }

  /// A well-spread number for two words.
  @inlinable @inline(__always)
  public func mix(_ first: UInt64, _ second: UInt64) -> UInt64 {
    let product = (first ^ firstSecret).multipliedFullWidth(by: second ^ secondSecret)
    return product.high ^ product.low
  }

  /// A well-spread number for an endpoint and one more word.
  @inlinable @inline(__always)
  public func mix(_ endpoint: Endpoint, _ extra: UInt64) -> UInt64 {
    // What neighbours differ in goes in first and is mixed twice.
    mix(
      mix(endpoint.address.low, UInt64(endpoint.port) ^ (extra << 16) ^ (extra >> 48)),
      endpoint.address.high)
  }

  /// The output step of SplitMix64: a bijection that spreads every bit of the seed.
  private static func scramble(_ seed: UInt64) -> UInt64 {
    var word = (seed ^ seed >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }
}
