import Reactor
public import SansIO

/// Names to addresses without blocking a task's thread.
public enum NameLookup {
  /// The addresses of a name, best first; at least one. Cancelling the task ends the wait.
  public static func addresses(
    of name: String, within limit: Duration = .seconds(10)
  ) async throws(ClientError) -> [IPAddress] {
    let answer = Answer<[IPAddress]>()
    do throws(SystemError) {
      // The thread ends by itself when the resolver has answered, which may be after this task.
      _ = try LoopThread(name: "resolver") { answer.give(look(up: name)) }
    } catch {
      throw .system(error)
    }
    return try await answer.value(within: limit)
  }

  private static func look(up name: String) -> Result<[IPAddress], ClientError> {
    do throws(Resolver.Failure) {
      let addresses = try Resolver.addresses(of: name)
      if !addresses.isEmpty { return .success(addresses) }
      return .failure(.unresolved(name: name, reason: "it has no address"))
    } catch {
      return .failure(.unresolved(name: name, reason: error.description))
    }
  }
}
