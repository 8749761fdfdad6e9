public import SansIO
import SignaldCrypto
public import StunTurn

/// Asks STUN servers for the address they see.
public enum STUNQuery {
  /// What a server saw.
  public struct Reflexive: Hashable, Sendable {
    /// The address and port this request came from, as the server saw them.
    public let endpoint: Endpoint
    /// The round trip; `nil` if it cannot be told which copy of the request was answered.
    public let roundTrip: Duration?
    /// What was lost on the way; `nil` if the server does not count.
    public let loss: PathLoss?
  }

  /// Asks once, with the retransmissions of RFC 8489 section 6.2.1 within the limit.
  public static func ask(
    _ server: Dial, within limit: Duration = .seconds(10)
  ) async throws(ClientError) -> Reflexive {
    let answer = Answer<Reflexive>()
    let loop = try await ClientLoop<ClientHost<STUNClient>>(
      making: {
        ClientHost(server) { STUNClient(over: $0, entropy: Entropy.system()) }
      },
      news: { news in
        switch news {
        case .failed(let ending): answer.give(.failure(.unreachable(ending)))
        case .client(.failed(let failure)): answer.give(.failure(.noAddress(failure)))
        case .client(.reflexive(let endpoint, let nanoseconds, let loss)):
          let roundTrip = nanoseconds.map { Duration.nanoseconds(Int64(clamping: $0)) }
          answer.give(.success(Reflexive(endpoint: endpoint, roundTrip: roundTrip, loss: loss)))
        }
      })
    loop.post(.open)
    loop.post(.client(.start))
    do throws(ClientError) {
      let reflexive = try await answer.value(within: limit)
      await loop.end()
      return reflexive
    } catch {
      await loop.end()
      throw error
    }
  }
}
