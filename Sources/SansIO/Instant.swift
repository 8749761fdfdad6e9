/// A point on the monotonic clock that also runs while the machine sleeps (CLOCK_BOOTTIME).
///
/// Nothing in this module reads a clock: an instant is handed in by whoever drives a machine.
public struct Instant: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// Nanoseconds since the system started.
  public var nanoseconds: UInt64

  /// Makes an instant from nanoseconds since the system started.
  @inlinable
  public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// Whether one instant comes before another.
  @inlinable
  public static func < (earlier: Instant, later: Instant) -> Bool {
    earlier.nanoseconds < later.nanoseconds
  }

  /// The instant `seconds` later; saturates instead of overflowing.
  @inlinable
  public func adding(seconds: UInt64) -> Instant {
    let (span, spanOverflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return spanOverflows ? .distantFuture : adding(nanoseconds: span)
  }

  /// The instant `milliseconds` later; saturates instead of overflowing.
  @inlinable
  public func adding(milliseconds: UInt64) -> Instant {
    let (span, spanOverflows) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    return spanOverflows ? .distantFuture : adding(nanoseconds: span)
  }

  /// The instant `nanoseconds` later; saturates instead of overflowing.
  @inlinable
  public func adding(nanoseconds span: UInt64) -> Instant {
    let (sum, overflows) = nanoseconds.addingReportingOverflow(span)
    return overflows ? .distantFuture : Instant(nanoseconds: sum)
  }

  /// Nanoseconds that passed since `earlier`, or 0 if `earlier` is not earlier.
  @inlinable
  public func nanoseconds(since earlier: Instant) -> UInt64 {
    nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0
  }

  /// An instant no clock reaches.
  @inlinable
  public static var distantFuture: Instant { Instant(nanoseconds: .max) }
}
