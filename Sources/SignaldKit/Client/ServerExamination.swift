public import Conformance
import Reactor
public import SansIO
import SignaldCrypto

/// Puts TURN servers through checks of what the RFCs ask for.
public enum ServerExamination {
  /// What came of it.
  public enum Report: Sendable {
    /// What came of each check, in the order of the list.
    case judged([CheckOutcome])
    /// There is no TURN server: what it was sent, and what came instead of an answer.
    case unreachable(Finding)
  }

  /// The longest that a run may take, with checks that take minutes.
  public static let limit = Duration.seconds(7_200)

  /// Runs these checks. `peer` is this machine's address as the server sees it, by default the one
  /// it would send from.
  public static func run(
    _ checks: [Check], of server: Dial, credentials: Terms.Credentials, peer: IPAddress? = nil,
    isSlow: Bool = false
  ) async throws(ClientError) -> Report {
    let own: IPAddress
    if let peer { own = peer } else { own = try source(towards: server.endpoint.address) }
    let terms = Terms(
      server: server.endpoint, opening: server.opening, credentials: credentials, peer: own,
      isSlow: isSlow)
    let answer = Answer<Void>()
    let (news, inbox) = AsyncStream<Examiner.News>.makeStream()
    let loop = try await ClientLoop<Examiner>(
      making: { Examiner(checks, terms: terms, entropy: Entropy.system()) },
      news: { event in
        inbox.yield(event)
        if event == .finished { answer.give(.success(())) }
      })
    loop.post(.start)
    let outcome: Result<Void, ClientError>
    do throws(ClientError) {
      outcome = .success(try await answer.value(within: limit))
    } catch {
      outcome = .failure(error)
    }
    await loop.end()
    inbox.finish()
    try outcome.get()
    return await report(news, count: checks.count)
  }

  private static func report(_ news: AsyncStream<Examiner.News>, count: Int) async -> Report {
    var outcomes = [CheckOutcome](repeating: .skipped("it was not run"), count: count)
    for await event in news {
      switch event {
      case .judged(let number, let outcome): outcomes[number] = outcome
      case .unreachable(let finding): return .unreachable(finding)
      case .finished: break
      }
    }
    return .judged(outcomes)
  }

  private static func source(towards address: IPAddress) throws(ClientError) -> IPAddress {
    do throws(SystemError) {
      return try DatagramProbe.source(towards: address)
    } catch {
      throw .system(error)
    }
  }
}
