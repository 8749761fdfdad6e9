/// Turns keys into table positions. Seeded, so that nobody outside can choose keys that collide.
public struct Mixer: Sendable, BitwiseCopyable {
  private let seed: UInt64

  /// Makes a mixer from a number no one outside can know.
  public init(seed: UInt64) { self.seed = seed | 1 }

  /// A well-spread number for two words.
  @inlinable @inline(__always)
  public func mix(_ first: UInt64, _ second: UInt64) -> UInt64 {
    fold(first ^ secret, second ^ 0x9E37_79B9_7F4A_7C15)
  }

  /// A well-spread number for an endpoint and one more word.
  @inlinable @inline(__always)
  public func mix(_ endpoint: Endpoint, _ extra: UInt64) -> UInt64 {
    mix(
      mix(endpoint.address.high, endpoint.address.low),
      UInt64(endpoint.port) ^ (extra << 16) ^ (extra >> 48))
  }

  @usableFromInline
  var secret: UInt64 { seed }

  @usableFromInline @inline(__always)
  func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}
