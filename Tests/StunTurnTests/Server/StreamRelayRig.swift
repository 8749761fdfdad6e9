import SansIO
import Testing
import TestSupport

@testable import StunTurn

/// A TCP allocation as its peers meet it.
struct StreamRelayed {
  /// The relayed transport address.
  let endpoint: Endpoint
  /// The number of the listener behind it.
  let listener: UInt16
}

/// A connection to a peer that waits for its client.
struct WaitingPeer {
  /// Its CONNECTION-ID.
  let id: UInt32
  /// The peer's stream.
  let link: LinkID

  /// The attribute that names it.
  var piece: TURNTestClient.Piece { .connection(id) }
}

extension TURNTestClient.Piece {
  /// CONNECTION-ID (RFC 6062 section 6.2.1).
  static func connection(_ id: UInt32) -> TURNTestClient.Piece {
    .raw(0x002A, (0..<4).map { UInt8(truncatingIfNeeded: id >> (24 - 8 * $0)) })
  }
}

extension Answer {
  /// The CONNECTION-ID.
  var connection: UInt32? {
    bytes.withRawSpan { span in
      guard let message = try? Message(parsing: span) else { return nil }
      return (try? message.uint32(.connectionID)) ?? nil
    }
  }
}

extension Rig where M == TURNServer {
  /// Makes an allocation for streams.
  mutating func allocateStreams(_ client: inout TURNTestClient) throws -> StreamRelayed {
    let answer = try ask(&client, .allocate, [.transport(6)])
    let relayed = try #require(answer.relayed, "\(String(describing: answer.code))")
    guard let slot = machine.ledger.allocation(of: client.route),
      case .listener(let number) = machine.ledger.allocations[slot].relay?.port
    else { throw NoListener() }
    return StreamRelayed(endpoint: relayed, listener: number)
  }

  struct NoListener: Error {}

  /// Sends a Connect that is not answered yet; answers what was to be opened.
  mutating func startConnect(
    _ client: inout TURNTestClient, _ peer: String
  ) throws -> (opening: Opening, ticket: Ticket) {
    if client.nonce.isEmpty { fetchNonce(&client) }
    let bytes = client.signed(.connect, [.peer(peer)], id: client.freshID())
    let outputs = receive(bytes, from: client)
    guard outputs.count == 1, case .action(.open(let opening, let ticket)) = outputs[0] else {
      throw NoConnect(outputs: outputs)
    }
    return (opening, ticket)
  }

  struct NoConnect: Error { let outputs: [Output] }

  /// Connects to a peer, which answers.
  mutating func connectToPeer(
    _ client: inout TURNTestClient, _ peer: String, as number: UInt32
  ) throws -> WaitingPeer {
    let (_, ticket) = try startConnect(&client, peer)
    let link = LinkID.test(number)
    let outputs = open(link, .test(client: peer, listener: nil), ticket: ticket)
    #expect(outputs.first == .action(.pause(link)))
    let answer = try #require(outputs.last.flatMap { Answer($0) })
    #expect(answer.isSuccess && outputs.last?.link == client.link)
    return WaitingPeer(id: try #require(answer.connection), link: link)
  }

  /// Lets a peer connect to a relayed address.
  mutating func acceptPeer(
    _ peer: String, at relay: StreamRelayed, as number: UInt32
  ) -> [Output] {
    let info = LinkInfo.test(
      client: peer, server: "\(relay.endpoint)", listener: relay.listener)
    return open(.test(number), info)
  }

  /// Joins a stream of its own to a connection.
  mutating func bindConnection(
    _ client: TURNTestClient, to peer: WaitingPeer, as number: UInt32
  ) throws -> TURNTestClient {
    var data = connect(number)
    data.user = client.user
    data.password = client.password
    let answer = try ask(&data, .connectionBind, [peer.piece])
    #expect(answer.isSuccess, "\(String(describing: answer.code))")
    return data
  }
}
