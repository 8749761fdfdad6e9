/// The present, as the driver of a machine read it: once on the monotonic clock for durations, once
/// on the wall clock for what people and credentials call a date.
public struct Moment: Hashable, Sendable, BitwiseCopyable {
  /// For deadlines and durations.
  public let monotonic: Instant
  /// Seconds since 1970-01-01 00:00 UTC.
  public let unixSeconds: Int64

  /// Makes a moment from both clocks.
  @inlinable
  public init(monotonic: Instant, unixSeconds: Int64) {
    self.monotonic = monotonic
    self.unixSeconds = unixSeconds
  }
}
