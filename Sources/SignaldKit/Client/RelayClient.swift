public import SansIO
import SignaldCrypto
public import StunTurn
import Synchronization

/// An allocation on a TURN server, kept for as long as a closure runs.
public final class RelayClient: Sendable {
  typealias Host = ClientHost<TURNClient>

  /// How many received datagrams wait at most to be read; the newest are dropped then.
  public static let inboxLimit = 1_024

  /// A datagram a peer sent.
  public struct Received: Hashable, Sendable {
    /// What it holds.
    public let payload: [UInt8]
    /// Who sent it.
    public let peer: Endpoint
  }

  /// What was allocated.
  public struct Allocation: Hashable, Sendable {
    /// Where peers send to.
    public let relayed: Endpoint
    /// Where peers of the other family send to, if that was asked for and given.
    public let second: Endpoint?
    /// The address the server saw.
    public let mapped: Endpoint
    /// For how long, unless refreshed, which happens by itself.
    public let lifetime: Duration
  }

  /// The allocation as it was made.
  public let allocation: Allocation
  /// What peers send, for one reader.
  public let datagrams: AsyncStream<Received>
  private let loop: ClientLoop<Host>
  private let desk: RelayDesk
  private let limit: Duration

  private init(
    _ allocation: Allocation, loop: ClientLoop<Host>, desk: RelayDesk, limit: Duration
  ) {
    self.allocation = allocation
    self.loop = loop
    self.desk = desk
    self.limit = limit
    datagrams = desk.datagrams
  }

  /// Allocates, runs `body`, and deletes the allocation however that ends. `limit` holds for each
  /// answer of the server.
  public static func withAllocation<R: Sendable>(
    through server: Dial, credential: Credential, options: TURNOptions = TURNOptions(),
    within limit: Duration = .seconds(10),
    _ body: (RelayClient) async throws(ClientError) -> R
  ) async throws(ClientError) -> R {
    let desk = RelayDesk()
    let loop = try await ClientLoop<Host>(
      making: {
        ClientHost(server) {
          TURNClient(
            over: $0, credential: credential, options: options, entropy: Entropy.system())
        }
      }, news: { desk.take($0) })
    let outcome: Result<R, ClientError>
    do throws(ClientError) {
      loop.post(.open)
      loop.post(.client(.allocate))
      let allocation = try await desk.allocated.value(within: limit)
      let client = RelayClient(allocation, loop: loop, desk: desk, limit: limit)
      outcome = .success(try await body(client))
    } catch {
      outcome = .failure(error)
    }
    loop.post(.client(.close))
    // Deleting is a courtesy: the allocation expires by itself if no answer comes.
    await desk.closed.settled(within: .seconds(2))
    await loop.end()
    return try outcome.get()
  }

  /// Lets datagrams pass to and from this address.
  public func permit(_ address: IPAddress) async throws(ClientError) {
    let answer = desk.await(.permission(address))
    loop.post(.client(.permit([address])))
    try await answer.value(within: limit)
  }

  /// Binds a channel to a peer, which also lets datagrams pass.
  public func bind(_ peer: Endpoint) async throws(ClientError) {
    let answer = desk.await(.channel(peer))
    loop.post(.client(.bind(peer)))
    try await answer.value(within: limit)
  }

  /// Sends a peer a datagram; it is lost where there is no permission, as datagrams may be.
  public func send(_ payload: [UInt8], to peer: Endpoint) {
    loop.post(.client(.send(payload, to: peer)))
  }

  /// Ends `datagrams` for a reader that need not wait any longer.
  public func abandon() { desk.endDatagrams() }
}
