import SansIO

/// How much one allocation may relay one way: a token bucket kept as the instant up to which what
/// passed is paid for, so that a packet costs a multiplication, a shift and no division.
///
/// In any span of time pass at most the burst and what the rate allows for the span.
struct RelayRate: BitwiseCopyable {
  /// What IPv4 and UDP add to a payload; it counts too, so that empty datagrams are not free.
  static let overhead = 28
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

  /// Allows what passes in a second at once, and never less than one datagram of any size.
  init(bitsPerSecond: UInt64) {
    let largest = UInt64(UInt16.max) + UInt64(RelayRate.overhead)
    self.init(
      bitsPerSecond: bitsPerSecond,
      burstBytes: UInt32(clamping: max(bitsPerSecond / 8, largest)))
  }

  /// Takes the price of a payload of up to 65,535 bytes, or says that it is not there.
  @inline(__always)
  func admits(_ byteCount: Int, paid: inout Instant, at now: Instant) -> Bool {
    let bytes = UInt64(truncatingIfNeeded: byteCount + RelayRate.overhead)
    let cost = (bytes * price + RelayRate.nearlyOne) >> RelayRate.fraction
    let end = max(paid, now).adding(nanoseconds: cost)
    guard end.nanoseconds(since: now) <= span else { return false }
    paid = end
    return true
  }
}
