import Reactor
import SansIO
import StunTurn

/// A STUN and TURN server, and if wanted rooms and pages, on threads of its own.
///
/// Start it, read its listeners, and let `run()` hold it for as long as its task lives:
/// ```swift
/// let service = try await Service(configuration)
/// print(service.listening.turn)
/// try await service.run()
/// ```
public final class Service: Sendable {
  /// The protocols a certificate's TLS context should offer, best first (RFC 7301, RFC 7443).
  public static let protocols = Door.protocols
  /// Where it listens, with the ports it got.
  public let listening: Listening
  let group: LoopGroup<Node>
  private let watch: HostWatch

  /// Opens all listeners and starts the loops. On failure nothing stays behind.
  public init(
    _ configuration: Configuration,
    news: @escaping @Sendable (Node.News) -> Void = { _ in }
  ) async throws(ServiceError) {
    precondition((1...255).contains(configuration.loops))
    for relay in configuration.relays {
      try Service.checkRelay(relay.local)
    }
    var attempts = configuration.asksForAnyPort ? Service.startAttempts : 1
    while true {
      attempts -= 1
      do throws(ServiceError) {
        (group, listening, watch) = try await Service.start(configuration, news)
        return
      } catch {
        // A port that was free when it was looked for may be taken when it is opened.
        guard case .cannotListen = error, attempts > 0 else { throw error }
      }
    }
  }

  /// How often a start is tried whose ports anybody may take meanwhile.
  private static let startAttempts = 4

  /// Starts the loops of a service. On failure nothing stays behind.
  private static func start(
    _ configuration: Configuration, _ news: @escaping @Sendable (Node.News) -> Void
  ) async throws(ServiceError) -> (LoopGroup<Node>, Listening, HostWatch) {
    let group: LoopGroup<Node>
    do throws(SystemError) {
      group = try LoopGroup(count: configuration.loops, settings: configuration.reactor)
    } catch {
      throw .system(error)
    }
    let starter = ServiceStarter(configuration, group: group, news: news)
    do throws(ServiceError) {
      let listening = try await starter.startAll()
      return (group, listening, try HostWatch(listening, mailboxes: group.mailboxes))
    } catch {
      group.stop()
      // The failure that matters is the one of the start.
      do throws(SystemError) { try await group.finish() } catch {}
      throw error
    }
  }

  /// A service nobody holds any more stops.
  deinit {
    watch.stop()
    group.stop()
  }

  /// Holds the service until it is stopped or this task is cancelled; all threads are gone then.
  public func run() async throws(ServiceError) {
    let failure: SystemError?
    do throws(SystemError) {
      try await group.finish()
      failure = nil
    } catch {
      failure = error
    }
    await watch.end()
    if let failure { throw .system(failure) }
  }

  /// Asks the service to stop; `run()` returns when it has.
  public func stop() {
    watch.stop()
    group.stop()
  }

  /// What every loop counted so far, in the order of the loops; a loop that has ended is left out.
  public func report() async -> [LoopReport] { await group.reports() }

  /// Whether a socket can be bound to a relay address at all.
  private static func checkRelay(_ address: IPAddress) throws(ServiceError) {
    do throws(SystemError) {
      try DatagramProbe.bind(address)
    } catch {
      throw .cannotRelay(address, error)
    }
  }
}

extension LoopGroup<Node> {
  /// What every loop counted so far, in the order of the loops; a loop that has ended is left out.
  func reports() async -> [LoopReport] {
    var reports: [LoopReport] = []
    for number in mailboxes.indices {
      let loop = LoopID(rawValue: UInt8(number))
      let report = await ask(loop) { tell in .report(tell) }
      if let report { reports.append(report) }
    }
    return reports
  }
}
