import Reactor
import SansIO
import Synchronization

/// One loop's thread, and those who must hear of its end.
final class RunningLoop: Sendable {
  /// Which loop it is.
  let loop: LoopID
  /// What it failed of, once it has ended.
  let ended = Promise<SystemError?>()
  private let thread = Mutex<LoopThread?>(nil)
  private let questions = Mutex(Questions.open(last: 0, [:]))

  private enum Questions {
    case open(last: UInt64, [UInt64: @Sendable () -> Void])
    case closed
  }

  init(_ loop: LoopID) { self.loop = loop }

  /// Starts the thread.
  func run(
    _ name: String, processor: Int?, _ body: @escaping @Sendable () -> SystemError?
  ) throws(SystemError) {
    try thread.withLock { (thread) throws(SystemError) in
      thread = try LoopThread(name: name, processor: processor) { [self] in
        let failure = body()
        giveUpQuestions()
        ended.keep(failure)
      }
    }
  }

  /// Waits until the thread is gone, not only its work.
  func join() async {
    _ = await ended.value
    thread.withLock { thread in
      guard let ended = thread.take() else { return }
      ended.join()
    }
  }

  // MARK: Questions

  /// Notes what to do if the loop ends before `closeQuestion`; `nil` if it has ended.
  func openQuestion(_ giveUp: @escaping @Sendable () -> Void) -> UInt64? {
    questions.withLock { questions in
      guard case .open(let last, var open) = questions else { return nil }
      open[last + 1] = giveUp
      questions = .open(last: last + 1, open)
      return last + 1
    }
  }

  /// Forgets a question that was answered.
  func closeQuestion(_ number: UInt64) {
    questions.withLock { questions in
      guard case .open(let last, var open) = questions else { return }
      open[number] = nil
      questions = .open(last: last, open)
    }
  }

  private func giveUpQuestions() {
    let open = questions.withLock { questions -> [UInt64: @Sendable () -> Void] in
      guard case .open(_, let open) = questions else { return [:] }
      questions = .closed
      return open
    }
    for giveUp in open.values { giveUp() }
  }
}
