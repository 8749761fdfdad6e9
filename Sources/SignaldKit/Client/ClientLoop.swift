import Reactor
import SansIO

/// One loop that hosts one client.
struct ClientLoop<M: Machine & ~Copyable>: Sendable {
  private let group: LoopGroup<M>

  /// Starts the loop.
  init(
    making make: @escaping @Sendable () -> M, news: @escaping @Sendable (M.News) -> Void
  ) async throws(ClientError) {
    do throws(SystemError) {
      group = try LoopGroup(count: 1)
    } catch {
      throw .system(error)
    }
    do throws(SystemError) {
      try await group.start(
        LoopID(rawValue: 0), name: "client", making: make,
        preparing: { (_) throws(SystemError) in }, news: news)
    } catch {
      await end()
      throw .system(error)
    }
  }

  /// Leaves a command.
  func post(_ command: M.Command) { group.mailboxes[0].post(command) }

  /// Ends the loop and waits for its thread.
  func end() async {
    group.stop()
    // What failed meanwhile was told by the answers that did not come.
    do throws(SystemError) { try await group.finish() } catch {}
  }
}
