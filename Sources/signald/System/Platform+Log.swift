import Glibc

extension Platform {
  /// The time of day.
  @Sendable static func unixTime() -> UnixTime {
    var time = timespec()
    // The structure outlives the call; the real-time clock always exists.
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return UnixTime(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
  }

  /// Whether the standard error leads to the systemd journal.
  ///
  /// `JOURNAL_STREAM` is inherited by programs whose output goes elsewhere; it names the device and
  /// inode to compare with (systemd.exec(5)).
  static var isStandardErrorTheJournal: Bool {
    guard let stream = variable("JOURNAL_STREAM") else { return false }
    var status = stat()
    // The structure outlives the call.
    guard unsafe fstat(2, &status) == 0 else { return false }
    return stream == "\(status.st_dev):\(status.st_ino)"
  }
}
