public import Reactor
public import SansIO
import Synchronization

/// Runs one machine a thread, each on a reactor of its own, and lets tasks start and stop them.
public final class LoopGroup<M: Machine & ~Copyable>: Sendable {
  /// Where commands for each loop are left, by the loop's number.
  public let mailboxes: [Mailbox<M.Command>]
  private let settings: ReactorSettings
  private let loops = Mutex<[RunningLoop]>([])

  /// Makes a group of so many loops, of which none runs yet.
  public init(count: Int, settings: ReactorSettings = ReactorSettings()) throws(SystemError) {
    var mailboxes: [Mailbox<M.Command>] = []
    for _ in 0..<count { mailboxes.append(try Mailbox()) }
    self.mailboxes = mailboxes
    self.settings = settings
  }

  /// Starts one loop and answers what `prepare` made of its reactor, on the loop's own thread,
  /// before the first turn. A loop that fails later stops the others.
  public func start<Prepared: Sendable>(
    _ loop: LoopID, name: String, processor: Int? = nil,
    making make: @escaping @Sendable () -> M,
    preparing prepare: @escaping @Sendable (inout Reactor<M>) throws(SystemError) -> Prepared,
    news: @escaping @Sendable (M.News) -> Void
  ) async throws(SystemError) -> Prepared {
    let prepared = Promise<Result<Prepared, SystemError>>()
    let running = RunningLoop(loop)
    let (mailboxes, settings) = (mailboxes, settings)
    try running.run(name, processor: processor) {
      do throws(SystemError) {
        var reactor = try Reactor(
          loop: loop, running: make(), mailboxes: mailboxes, settings: settings)
        prepared.keep(.success(try prepare(&reactor)))
        try reactor.run(news: news)
        return nil
      } catch {
        prepared.keep(.failure(error))
        for mailbox in mailboxes { mailbox.stop() }
        return error
      }
    }
    loops.withLock { $0.append(running) }
    return try await prepared.value.get()
  }

  /// Posts the command made around an answer and waits for the answer; `nil` if the loop does not
  /// run, or ends first.
  func ask<Answer: Sendable>(
    _ loop: LoopID, _ command: (@escaping @Sendable (Answer) -> Void) -> M.Command
  ) async -> Answer? {
    let promise = Promise<Answer?>()
    let running = loops.withLock { $0.first { $0.loop == loop } }
    guard let running, let number = running.openQuestion({ promise.keep(nil) }) else { return nil }
    defer { running.closeQuestion(number) }
    mailboxes[Int(loop.rawValue)].post(command { promise.keep($0) })
    return await promise.value
  }

  /// Asks every loop to stop; `finish` waits for it.
  public func stop() {
    for mailbox in mailboxes { mailbox.stop() }
  }

  /// Waits until every started loop has ended and its thread is gone, and throws what the first of
  /// them failed of. A cancelled task stops the loops.
  public func finish() async throws(SystemError) {
    let running = loops.withLock { $0 }
    let failure = await withTaskCancellationHandler {
      var failure: SystemError?
      for loop in running {
        let ending = await loop.ended.value
        failure = failure ?? ending
      }
      for loop in running { await loop.join() }
      return failure
    } onCancel: {
      stop()
    }
    if let failure { throw failure }
  }
}
