import CSignaldLinux
import Glibc

/// The signals a server answers to, delivered as values instead of interruptions.
public enum Signals {
  /// What the operator asks for.
  public enum Signal: Hashable, Sendable {
    /// SIGINT or SIGTERM: end in order.
    case stop
    /// SIGHUP: read the configuration again.
    case reload
  }

  /// Keeps the signals from interrupting this thread and every thread it starts from here on: to be
  /// called by the first thread, before others exist.
  public static func block() throws(SystemError) {
    try SystemError.check(.signal, csys_block_signals())
  }

  /// Waits for the next signal. They must have been blocked before.
  public static func next() throws(SystemError) -> Signal {
    let number = try SystemError.check(.signal, csys_wait_for_signal())
    return number == SIGHUP ? .reload : .stop
  }
}
