import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// The world of the server's tests: clients in 198.51.100.0/24, relays at 203.0.113.9 and
/// 2001:db8:9::9, peers in 192.0.2.0/24 and 2001:db8:5::/48.
func makeServer(
  seed: UInt64 = 1, _ change: (inout TURNServer.Configuration) -> Void = { _ in }
) throws -> Rig<TURNServer> {
  let accounts = try Accounts(
    realm: "example.org", users: [("alice", "wonder"), ("bob", "builder")], secrets: ["shh"])
  var configuration = TURNServer.Configuration(
    accounts: accounts, nonceKey: NonceKey(current: Array(repeating: 7, count: 32)),
    relays: [
      RelayAddress(local: address("203.0.113.9")), RelayAddress(local: address("2001:db8:9::9")),
    ])
  configuration.listeners = [endpoint("198.51.100.1:3478"), endpoint("[2001:db8::1]:3478")]
  configuration.allowedPeers = ["192.0.2.0/24", "2001:db8:5::/48"].compactMap { IPPrefix($0) }
  change(&configuration)
  return Rig(TURNServer(configuration, entropy: Entropy(seed: seed)))
}

extension Rig where M == TURNServer {
  /// Sends bytes and takes apart the one message that comes back, if exactly one does.
  @discardableResult
  mutating func exchange(_ bytes: [UInt8], along path: Path) -> Answer? {
    let sent = receive(bytes, along: path).filter { $0.path != nil }
    return sent.count == 1 ? Answer(sent[0]) : nil
  }

  /// Delivers what a client sends, by its stream if it has one.
  @discardableResult
  mutating func receive(_ bytes: [UInt8], from client: TURNTestClient) -> [Output] {
    switch client.route {
    case .path(let path): receive(bytes, along: path)
    case .link(let link): receive(stream: bytes, on: link)
    }
  }

  /// Sends bytes of a client and takes apart the one message that comes back, if exactly one does.
  @discardableResult
  mutating func exchange(_ bytes: [UInt8], by client: TURNTestClient) -> Answer? {
    let sent = receive(bytes, from: client).filter { $0.path != nil || $0.link != nil }
    return sent.count == 1 ? Answer(sent[0]) : nil
  }

  /// Lets a client ask with credentials; it fetches a nonce before its first request, and asks
  /// again if the nonce has become stale.
  mutating func ask(
    _ client: inout TURNTestClient, _ method: Method, _ pieces: [TURNTestClient.Piece] = [],
    id: TransactionID? = nil
  ) throws -> Answer {
    if client.nonce.isEmpty { fetchNonce(&client) }
    let id = id ?? client.freshID()
    var answer = exchange(client.signed(method, pieces, id: id), by: client)
    if answer?.code == .staleNonce, let nonce = answer?.nonce {
      client.nonce = nonce
      answer = exchange(client.signed(method, pieces, id: id), by: client)
    }
    return try #require(answer, "one answer")
  }

  /// Gives a client a nonce.
  mutating func fetchNonce(_ client: inout TURNTestClient) {
    let type = MessageType(.allocate, .request)
    let bytes = client.plain(type, [.transport(17)], id: client.freshID())
    client.nonce = exchange(bytes, by: client)?.nonce ?? []
  }

  /// Makes an allocation and answers where to send packets to reach it: its relay socket's path
  /// with the peer as remote.
  mutating func allocate(
    _ client: inout TURNTestClient, _ pieces: [TURNTestClient.Piece] = []
  ) throws -> Relayed {
    let answer = try ask(&client, .allocate, [.transport(17)] + pieces)
    let relayed = try #require(answer.relayed, "\(String(describing: answer.code))")
    let slot = machine.ledger.allocation(of: client.route)
    let found = slot.flatMap { machine.ledger.allocations[$0].relay }
    let relay = try #require(found)
    let socket = try #require(relay.socket)
    return Relayed(endpoint: relayed, socket: socket, local: relay.local.address)
  }

  /// Installs a permission; answers whether it was granted.
  @discardableResult
  mutating func permit(_ client: inout TURNTestClient, _ peer: String) -> Bool {
    (try? ask(&client, .createPermission, [.peer(peer)]).isSuccess) == true
  }

  /// Binds a channel; answers whether it was granted.
  @discardableResult
  mutating func bind(_ client: inout TURNTestClient, _ number: UInt16, _ peer: String) -> Bool {
    (try? ask(&client, .channelBind, [.channel(number), .peer(peer)]).isSuccess) == true
  }

  /// Sends a Send indication.
  @discardableResult
  mutating func sendIndication(
    _ client: inout TURNTestClient, _ pieces: [TURNTestClient.Piece]
  ) -> [Output] {
    let type = MessageType(.send, .indication)
    return receive(client.plain(type, pieces, id: client.freshID()), from: client)
  }
}

/// An allocation as its peers meet it.
struct Relayed {
  /// The relayed transport address.
  let endpoint: Endpoint
  /// The relay socket.
  let socket: SocketID
  /// The address it is bound to.
  let local: IPAddress

  /// The path of packets between the relay socket and a peer.
  func path(_ peer: String) -> Path {
    Path(socket: socket, local: local, remote: SansIO.Endpoint(peer) ?? endpoint)
  }
}

/// The addresses of both families a test runs with.
enum Side: CaseIterable {
  case v4
  case v6

  var client: String { self == .v4 ? "198.51.100.20:4000" : "[2001:db8:1::20]:4000" }
  var peer: String { self == .v4 ? "192.0.2.7:7000" : "[2001:db8:5::7]:7000" }
  var samePeerOtherPort: String { self == .v4 ? "192.0.2.7:7001" : "[2001:db8:5::7]:7001" }
  var otherPeer: String { self == .v4 ? "192.0.2.8:7000" : "[2001:db8:5::8]:7000" }
  var foreignPeer: String { self == .v4 ? Side.v6.peer : Side.v4.peer }
  var deniedPeer: String { self == .v4 ? "127.0.0.1:7000" : "[::1]:7000" }
  var relay: String { self == .v4 ? "203.0.113.9" : "2001:db8:9::9" }
  var family: UInt8 { self == .v4 ? 1 : 2 }
}
