import SansIO

/// How much may be relayed one way: a token bucket in which a byte has a price, so that a packet
/// costs a multiplication, a shift and no division.
///
/// In any span of time pass at most the burst and what the rate allows for the span.
struct RelayRate: BitwiseCopyable {
  /// What IPv4 and UDP add to a payload; it counts too, so that empty datagrams are not free.
  static let overhead = 28
  /// The largest UDP payload with its headers.
  static let largestDatagram: UInt64 = 65_535 + 28
  /// A lower rate counts as this one: 1 kbit/s.
  private static var lowest: UInt64 { 1000 }
  /// How many bits of the price are behind the point.
  private static var fraction: UInt64 { 16 }
  /// Rounds a cost up.
  private static var nearlyOne: UInt64 { 0xFFFF }

  /// Nanoseconds for a byte, with a binary fraction, rounded up.
  private let price: UInt64
  /// Nanoseconds that may be paid for ahead.
  private let span: UInt64

  /// Allows `burstBytes` at once and on average `bitsPerSecond`.
  init(bitsPerSecond: UInt64, burstBytes: UInt32) {
    let bits = max(bitsPerSecond, RelayRate.lowest)
    price = ((8_000_000_000 << RelayRate.fraction) - 1) / bits + 1
    let (whole, overflows) = UInt64(burstBytes).multipliedReportingOverflow(by: price)
    span = (overflows ? .max : whole) >> RelayRate.fraction
  }

  /// Allows a second's worth at once, and in any case the largest datagram.
  init(bitsPerSecond: UInt64) {
    let second = max(bitsPerSecond / 8, RelayRate.largestDatagram)
    self.init(bitsPerSecond: bitsPerSecond, burstBytes: UInt32(clamping: second))
  }

  /// Whether the price of a payload of up to 65,535 bytes is there.
  @inline(__always)
  func holds(_ byteCount: Int, in bucket: TokenBucket, at now: Instant) -> Bool {
    bucket.holds(cost(of: byteCount), of: span, at: now)
  }

  /// Takes the price of a payload of up to 65,535 bytes, or says that it is not there.
  @inline(__always)
  func take(_ byteCount: Int, from bucket: inout TokenBucket, at now: Instant) -> Bool {
    bucket.take(cost(of: byteCount), of: span, at: now)
  }

  @inline(__always)
  private func cost(of byteCount: Int) -> UInt64 {
    let bytes = UInt64(truncatingIfNeeded: byteCount + RelayRate.overhead)
    return (bytes * price + RelayRate.nearlyOne) >> RelayRate.fraction
  }
}
