import Reactor
public import SansIO
import SignaldCrypto
public import StunTurn

/// Gathers ICE candidates, and keeps their sockets and allocations for as long as a closure runs.
public enum CandidateGathering {
  /// Gathers from these servers on these addresses of this host, by default all it has.
  ///
  /// `body` reads the events as they come; `.finished` is the last of them unless servers go on to
  /// relay. When it returns, allocations are deleted and sockets are closed.
  public static func run<R: Sendable>(
    servers: [ResolvedServer], interfaces: [IPAddress]? = nil,
    configuration: GatheringConfiguration = GatheringConfiguration(),
    _ body: (AsyncStream<GatheringEvent>) async throws(ClientError) -> R
  ) async throws(ClientError) -> R {
    let addresses: [IPAddress]
    if let interfaces { addresses = interfaces } else { addresses = try ownAddresses() }
    let (events, inbox) = AsyncStream<GatheringEvent>.makeStream(
      bufferingPolicy: .bufferingOldest(4_096))
    let stopped = Answer<Void>()
    let loop = try await ClientLoop<Gatherer>(
      making: {
        Gatherer(
          interfaces: addresses, servers: servers, configuration: configuration,
          entropy: Entropy.system())
      },
      news: { event in
        inbox.yield(event)
        if event == .stopped { stopped.give(.success(())) }
      })
    loop.post(.start)
    let outcome: Result<R, ClientError>
    do throws(ClientError) {
      outcome = .success(try await body(events))
    } catch {
      outcome = .failure(error)
    }
    loop.post(.stop)
    let limit = Duration.milliseconds(Int64(clamping: configuration.stopTimeout)) * 2
    // Deleting is a courtesy: allocations expire by themselves if no answer comes.
    await stopped.settled(within: limit)
    await loop.end()
    inbox.finish()
    return try outcome.get()
  }

  private static func ownAddresses() throws(ClientError) -> [IPAddress] {
    do throws(SystemError) {
      return try Interfaces.addresses().filter(\.isUp).map(\.address)
    } catch {
      throw .system(error)
    }
  }
}
