import Reactor
import Synchronization

/// Takes the signals of the process on its first thread and hands them to whoever wants them.
///
/// The first thread itself must wait: a program that leaves it to the task runtime has signals
/// delivered there whatever was blocked before.
final class SignalDesk: Sendable {
  /// What answers a signal.
  typealias Handler = @Sendable (Signals.Signal) -> Void

  private let handler = Mutex<Handler?>(nil)

  /// Keeps signals from interrupting any thread; call it before others exist.
  init() throws(SystemError) { try Signals.block() }

  /// Hands signals to this handler from here on, instead of ending the program.
  func handle(_ new: @escaping Handler) { handler.withLock { $0 = new } }

  /// Serves signals until the process ends.
  func serve() throws(SystemError) -> Never {
    while true {
      let signal = try Signals.next()
      guard let handler = handler.withLock({ $0 }) else { Platform.end(.failure) }
      handler(signal)
    }
  }
}
