import SansIO
import Testing
import TestSupport

@testable import StunTurn

/// Connections to peers: how they are asked for, made and joined.
@Suite struct StreamRelayTests {
  private let peer = "192.0.2.7:7000"

  // MARK: Allocate

  // Point 29.
  @Test func `RFC 6062 §5.1 an allocation for streams listens at its relayed address`() throws {
    var rig = try makeServer()
    var client = rig.connect()
    rig.fetchNonce(&client)
    let bytes = client.signed(.allocate, [.transport(6)], id: client.freshID())
    let outputs = rig.receive(bytes, from: client)
    guard case .action(.open(.listen(let place), _)) = outputs.first else {
      Issue.record("\(outputs)")
      return
    }
    #expect(place.address == address("203.0.113.9") && place.port >= 49_152)
    #expect(outputs.last.flatMap { Answer($0) }?.relayed == place)
    #expect(rig.machine.allocationCount == 1)
    rig.machine.checkConsistency("one for streams")
  }

  // Point 29.
  @Test func `RFC 6062 §5.1 streams are not relayed for a client over datagrams`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    #expect(try rig.ask(&client, .allocate, [.transport(6)]).code == .badRequest)
  }

  // Point 29.
  @Test func `RFC 6062 §5.1 what only datagrams have is refused with 400`() throws {
    let wrong: [TURNTestClient.Piece] = [
      .evenPort(false), .evenPort(true), .token(1), .dontFragment,
    ]
    for piece in wrong {
      var rig = try makeServer()
      var client = rig.connect()
      let answer = try rig.ask(&client, .allocate, [.transport(6), piece])
      #expect(answer.code == .badRequest && rig.machine.allocationCount == 0, "\(piece)")
    }
  }

  @Test func `RFC 6062 §5.1 the holder of a room's credential gets datagrams only`() throws {
    var rig = try makeServer()
    var client = rig.connect()
    client.beTimed("m.roomAAAAAAAAAAAA.memberAAAAAAAAAA", until: rig.now.unixSeconds + 3600)
    #expect(try rig.ask(&client, .allocate, [.transport(6)]).code == .forbidden)
    #expect(try rig.ask(&client, .allocate, [.transport(17)]).isSuccess)
  }

  @Test func `RFC 6062 §5.1 a taken port is passed over, and too many are 508`() throws {
    var rig = try makeServer { $0.limits.bindAttempts = 3 }
    var client = rig.connect()
    rig.answer = { _, _ in .failed(.addressInUse) }
    let answer = try rig.ask(&client, .allocate, [.transport(6)])
    #expect(answer.code == .insufficientCapacity && rig.machine.allocationCount == 0)
  }

  // Point 62: no datagrams pass through it.
  @Test func `RFC 6062 §3 an allocation for streams has no channels and no indications`() throws {
    var rig = try makeServer()
    var client = rig.connect()
    _ = try rig.allocateStreams(&client)
    let pieces: [TURNTestClient.Piece] = [.channel(0x4000), .peer(peer)]
    #expect(try rig.ask(&client, .channelBind, pieces).code == .badRequest)
    rig.permit(&client, peer)
    let outputs = rig.sendIndication(&client, [.peer(peer), .data([1])])
    #expect(outputs.isEmpty && rig.machine.statistics.drops(.malformedIndication) == 1)
  }

  // MARK: Connect

  // Point 62.
  @Test func `RFC 6062 §5.2 Connect needs no permission and goes out from the relayed address`()
    throws
  {
    var rig = try makeServer()
    var client = rig.connect()
    let relay = try rig.allocateStreams(&client)
    let (opening, ticket) = try rig.startConnect(&client, peer)
    #expect(opening == .connect(from: relay.endpoint, to: endpoint(peer), secure: nil))
    let link = LinkID.test(9)
    let outputs = rig.open(link, .test(client: peer, listener: nil), ticket: ticket)
    #expect(outputs.count == 2 && outputs[0] == .action(.pause(link)))
    let answer = try #require(outputs.last.flatMap { Answer($0) })
    #expect(answer.isSuccess && answer.type.method == .connect && answer.connection != nil)
    #expect(answer.isIntact(.sha1, key: client.key))
  }

  // Point 62.
  @Test func `RFC 6062 §5.2 a Connect that makes no sense is refused`() throws {
    var rig = try makeServer()
    var client = rig.connect(1)
    #expect(try rig.ask(&client, .connect, [.peer(peer)]).code == .allocationMismatch)
    _ = try rig.allocateStreams(&client)
    #expect(try rig.ask(&client, .connect).code == .badRequest)
    #expect(try rig.ask(&client, .connect, [.raw(0x12, [0, 1])]).code == .badRequest)
    #expect(try rig.ask(&client, .connect, [.peer(Side.v4.deniedPeer)]).code == .forbidden)
    let foreign = try rig.ask(&client, .connect, [.peer(Side.v6.peer)])
    #expect(foreign.code == .peerAddressFamilyMismatch)
    var datagrams = rig.connect(2)
    _ = try rig.allocate(&datagrams)
    #expect(try rig.ask(&datagrams, .connect, [.peer(peer)]).code == .badRequest)
    var other = client
    (other.user, other.password, other.nonce) = ("bob", "builder", [])
    #expect(try rig.ask(&other, .connect, [.peer(peer)]).code == .wrongCredentials)
  }

  // Point 62.
  @Test func `RFC 6062 §5.2 a peer that is connected, or about to be, is refused with 446`() throws
  {
    var rig = try makeServer()
    var client = rig.connect()
    _ = try rig.allocateStreams(&client)
    let (_, ticket) = try rig.startConnect(&client, peer)
    #expect(try rig.ask(&client, .connect, [.peer(peer)]).code == .connectionAlreadyExists)
    rig.open(.test(9), .test(client: peer, listener: nil), ticket: ticket)
    #expect(try rig.ask(&client, .connect, [.peer(peer)]).code == .connectionAlreadyExists)
    _ = try rig.connectToPeer(&client, "192.0.2.7:7001", as: 10)
    rig.close(.test(9), .reset)
    _ = try rig.connectToPeer(&client, peer, as: 11)
  }

  // Point 62.
  @Test(arguments: [Ending.refused, .timedOut, .unreachable])
  func `RFC 6062 §5.2 a peer that cannot be reached is told with 447`(ending: Ending) throws {
    var rig = try makeServer()
    var client = rig.connect()
    _ = try rig.allocateStreams(&client)
    let (_, ticket) = try rig.startConnect(&client, peer)
    let outputs = rig.tell(.opened(ticket, .failed(ending)))
    #expect(outputs.last.flatMap { Answer($0) }?.code == .connectionTimeoutOrFailure)
    #expect(rig.machine.peers.count == 0)
    _ = try rig.connectToPeer(&client, peer, as: 9)
  }

  @Test func `RFC 6062 §5.2 connections of an allocation are bounded, both ways`() throws {
    var rig = try makeServer { $0.limits.connectionsPerAllocation = 2 }
    var client = rig.connect()
    let relay = try rig.allocateStreams(&client)
    rig.permit(&client, peer)
    _ = try rig.connectToPeer(&client, "192.0.2.7:1001", as: 8)
    _ = try rig.connectToPeer(&client, "192.0.2.7:1002", as: 9)
    let third = try rig.ask(&client, .connect, [.peer("192.0.2.7:1003")])
    #expect(third.code == .insufficientCapacity)
    let outputs = rig.acceptPeer("192.0.2.7:1004", at: relay, as: 10)
    #expect(outputs == [.action(.abort(.test(10)))])
  }

  // MARK: Peers that come

  // Point 62.
  @Test func `RFC 6062 §5.3 a peer without permission is closed at once, another announced`() throws
  {
    var rig = try makeServer()
    var client = rig.connect()
    let relay = try rig.allocateStreams(&client)
    let stranger = rig.acceptPeer(peer, at: relay, as: 8)
    #expect(stranger == [.action(.abort(.test(8)))])
    rig.permit(&client, peer)
    let outputs = rig.acceptPeer(peer, at: relay, as: 9)
    #expect(outputs.first == .action(.pause(.test(9))) && outputs.count == 2)
    let told = try #require(outputs.last.flatMap { Answer($0) })
    #expect(told.type == MessageType(.connectionAttempt, .indication))
    #expect(told.peer == endpoint(peer) && outputs.last?.link == client.link)
    let waiting = WaitingPeer(id: try #require(told.connection), link: .test(9))
    _ = try rig.bindConnection(client, to: waiting, as: 10)
    rig.advance(seconds: 301)
    let late = rig.acceptPeer(peer, at: relay, as: 11)
    #expect(late == [.action(.abort(.test(11)))])
  }

  // MARK: ConnectionBind

  // Point 62.
  @Test func `RFC 6062 §5.4 only a stream of its own of the same user is bound`() throws {
    var rig = try makeServer()
    var client = rig.connect(1)
    _ = try rig.allocateStreams(&client)
    let waiting = try rig.connectToPeer(&client, peer, as: 9)
    #expect(try rig.ask(&client, .connectionBind, [waiting.piece]).code == .badRequest)
    var datagrams = TURNTestClient()
    #expect(try rig.ask(&datagrams, .connectionBind, [waiting.piece]).code == .badRequest)
    var data = rig.connect(2)
    #expect(try rig.ask(&data, .connectionBind).code == .badRequest)
    let unknown = try rig.ask(&data, .connectionBind, [.connection(waiting.id &+ 1)])
    #expect(unknown.code == .badRequest)
    (data.user, data.password) = ("bob", "builder")
    #expect(try rig.ask(&data, .connectionBind, [waiting.piece]).code == .wrongCredentials)
    _ = try rig.bindConnection(client, to: waiting, as: 3)
    var second = rig.connect(4)
    #expect(try rig.ask(&second, .connectionBind, [waiting.piece]).code == .badRequest)
  }

  // Point 62.
  @Test func `RFC 6062 §5.4 a connection that nobody binds is closed after 30 seconds`() throws {
    var rig = try makeServer()
    var client = rig.connect()
    _ = try rig.allocateStreams(&client)
    _ = try rig.connectToPeer(&client, peer, as: 9)
    let early = rig.advance(milliseconds: 29_900)
    #expect(!early.contains(.action(.abort(.test(9)))))
    let late = rig.advance(milliseconds: 200)
    #expect(late == [.action(.abort(.test(9)))] && rig.machine.peers.count == 0)
    rig.machine.checkConsistency("after the time")
  }

  // Point 62: the number leads to the loop that has the connection.
  @Test func `RFC 6062 §5.4 a stream for a connection of another loop moves there`() throws {
    var id: UInt32?
    var request: [UInt8] = []
    for loop in [1, 0] as [UInt8] {
      var rig = try makeServer(seed: UInt64(loop) + 5) {
        $0.loop = LoopID(rawValue: loop)
        $0.loopCount = 2
      }
      guard let id else {
        var client = rig.connect(1)
        _ = try rig.allocateStreams(&client)
        let waiting = try rig.connectToPeer(&client, peer, as: 9)
        #expect(waiting.id % 2 == 1)
        id = waiting.id
        var data = rig.connect(2)
        rig.fetchNonce(&data)
        request = data.signed(.connectionBind, [waiting.piece], id: data.freshID())
        // The nonce of one loop is good on all.
        let outputs = rig.receive(request, from: data)
        #expect(outputs.contains(.action(.resume(waiting.link))))
        continue
      }
      let link = LinkID.test(2)
      rig.open(link, .test(client: "198.51.100.20:4000"))
      #expect(id % 2 == 1)
      let outputs = rig.receive(stream: request, on: link)
      #expect(
        outputs == [.action(.handLink(link, LoopID(rawValue: 1), Owner(rawValue: 0)))])
      #expect(rig.machine.links.count == 0 && rig.machine.deadline == nil)
    }
  }
}
