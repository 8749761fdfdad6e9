import Reactor
public import SansIO

/// Names to addresses without blocking a task's thread.
public enum NameLookup {
  /// The addresses of a name, best first; at least one.
  public static func addresses(of name: String) async throws(ClientError) -> [IPAddress] {
    let promise = Promise<Result<[IPAddress], Resolver.Failure>>()
    do throws(SystemError) {
      // The thread ends by itself when the resolver has answered, which may be after this task.
      _ = try LoopThread(name: "resolver") {
        do throws(Resolver.Failure) {
          promise.keep(.success(try Resolver.addresses(of: name)))
        } catch {
          promise.keep(.failure(error))
        }
      }
    } catch {
      throw .system(error)
    }
    switch await promise.value {
    case .success(let addresses) where !addresses.isEmpty: return addresses
    case .success: throw .unresolved(name: name, reason: "it has no address")
    case .failure(let failure): throw .unresolved(name: name, reason: failure.description)
    }
  }
}
