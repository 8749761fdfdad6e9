import CSignaldLinux
public import SansIO

/// The only place that reads clocks.
public enum Clock {
  /// The present: CLOCK_BOOTTIME for durations, CLOCK_REALTIME for dates.
  public static func now() -> Moment {
    var nanoseconds: UInt64 = 0
    var unixSeconds: Int64 = 0
    // Both numbers are written before the call returns.
    unsafe csys_clocks(&nanoseconds, &unixSeconds)
    return Moment(monotonic: Instant(nanoseconds: nanoseconds), unixSeconds: unixSeconds)
  }
}
