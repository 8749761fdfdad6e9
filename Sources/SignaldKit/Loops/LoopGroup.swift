public import Reactor
public import SansIO
import Synchronization

/// Runs one machine a thread, each on a reactor of its own, and lets tasks start and stop them.
public final class LoopGroup<M: Machine & ~Copyable>: Sendable {
  private final class Running: Sendable {
    let ended = Promise<SystemError?>()
    private let thread = Mutex<LoopThread?>(nil)

    func run(_ name: String, processor: Int?, _ body: @escaping @Sendable () -> SystemError?)
      throws(SystemError)
    {
      let ended = ended
      try thread.withLock { (thread) throws(SystemError) in
        thread = try LoopThread(name: name, processor: processor) { ended.keep(body()) }
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
  }

  /// Where commands for each loop are left, by the loop's number.
  public let mailboxes: [Mailbox<M.Command>]
  private let settings: ReactorSettings
  private let loops = Mutex<[Running]>([])

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
    let running = Running()
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
