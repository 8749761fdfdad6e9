import CSignaldLinux
import Synchronization

/// Where other threads leave commands for a loop. To ask whether there is mail is one atomic load.
public final class Mailbox<Command: Sendable>: Sendable {
  /// What can be left.
  enum Letter: Sendable {
    /// A command for the machine.
    case command(Command)
    /// Something another loop sent.
    case load(Departure.Load)
  }

  private struct Contents {
    var letters: [Letter] = []
    var isStopped = false
  }

  private let contents = Mutex(Contents())
  private let flag = Atomic(false)
  private let bell: Descriptor

  /// Makes an empty mailbox.
  public init() throws(SystemError) {
    bell = Descriptor(owning: try SystemError.check(.bell, csys_bell()))
  }

  /// Leaves a command; the loop obeys in the order commands were left.
  public func post(_ command: Command) { leave(.command(command)) }

  /// Asks the loop to return from `run` after it has obeyed what was left before.
  public func stop() {
    contents.withLock { $0.isStopped = true }
    ring()
  }

  /// Whether the loop was asked to stop.
  public var isStopped: Bool { contents.withLock { $0.isStopped } }

  /// Leaves a letter of any kind.
  func leave(_ letter: Letter) {
    contents.withLock { $0.letters.append(letter) }
    ring()
  }

  // MARK: For the loop

  /// The descriptor that becomes readable when something is left.
  var bellNumber: Int32 { bell.number }

  /// Whether something was left since `take`.
  @inline(__always)
  var hasMail: Bool { flag.load(ordering: .relaxed) }

  /// Takes out everything, oldest first.
  func take() -> (letters: [Letter], isStopped: Bool) {
    flag.store(false, ordering: .sequentiallyConsistent)
    return contents.withLock { contents in
      let letters = contents.letters
      contents.letters = []
      return (letters, contents.isStopped)
    }
  }

  /// Makes the descriptor unreadable until something is left again.
  func silence() { _ = csys_bell_silence(bell.number) }

  /// Wakes the loop, with one system call however much is left before it looks.
  private func ring() {
    if !flag.exchange(true, ordering: .sequentiallyConsistent) {
      _ = csys_bell_ring(bell.number)
    }
  }
}
