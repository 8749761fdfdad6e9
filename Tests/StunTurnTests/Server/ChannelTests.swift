import SansIO
import Testing
import TestSupport

@testable import StunTurn

@Suite struct ChannelTests {
  // Points 53, 58.
  @Test(arguments: Side.allCases)
  func `RFC 8656 §12 a bound channel relays both ways at once`(side: Side) throws {
    var rig = try makeServer()
    var client = TURNTestClient(side.client)
    let relay = try rig.allocate(&client, [.family(side.family)])
    let answer = try rig.ask(&client, .channelBind, [.channel(0x4001), .peer(side.peer)])
    #expect(answer.isSuccess && answer.isIntact(.sha1, key: client.key))
    let outward = rig.receive(channelData(0x4001, [1, 2, 3]), along: client.path)
    #expect(outward == [.sent([1, 2, 3], along: relay.path(side.peer))])
    let inward = rig.receive([4, 5], along: relay.path(side.peer))
    #expect(inward == [.sent(channelData(0x4001, [4, 5]), along: client.path)])
  }

  // Point 53.
  @Test(arguments: [0x0000, 0x3FFF, 0x5000, 0x7FFF, 0x8000, 0xFFFF] as [UInt16])
  func `RFC 8656 §12.2 a number outside of 0x4000 to 0x4FFF is refused with 400`(
    number: UInt16
  ) throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    let answer = try rig.ask(
      &client, .channelBind, [.channel(number), .peer("192.0.2.7:7000")])
    #expect(answer.code == .badRequest)
  }

  // Point 53.
  @Test func `RFC 5766 §11 numbers up to 0x7FFF may be bound if the operator says so`() throws {
    var rig = try makeServer { $0.allowsRFC5766Channels = true }
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    let bound = rig.bind(&client, 0x7FFF, "192.0.2.7:7000")
    #expect(bound)
    let outputs = rig.receive(channelData(0x7FFF, [1]), along: client.path)
    #expect(outputs == [.sent([1], along: relay.path("192.0.2.7:7000"))])
  }

  // Point 53.
  @Test func `RFC 8656 §12.2 a missing, malformed or second peer is refused with 400`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    let wrong: [[TURNTestClient.Piece]] = [
      [.channel(0x4000)], [.peer("192.0.2.7:1")], [.channel(0x4000), .raw(0x0012, [0, 1])],
      [.raw(0x000C, [0x40, 0]), .peer("192.0.2.7:1")],
      [.channel(0x4000), .peer("192.0.2.7:1"), .peer("192.0.2.8:1")],
    ]
    for pieces in wrong {
      let answer = try rig.ask(&client, .channelBind, pieces)
      #expect(answer.code == .badRequest)
    }
  }

  // Point 53.
  @Test func `RFC 8656 §18.1 the reserved half of CHANNEL-NUMBER is ignored`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    let answer = try rig.ask(
      &client, .channelBind, [.raw(0x000C, [0x40, 0, 0xAB, 0xCD]), .peer("192.0.2.7:1")])
    #expect(answer.isSuccess)
  }

  // Point 53.
  @Test func `RFC 8656 §12.2 a number bound to another peer is refused with 400`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    rig.bind(&client, 0x4000, "192.0.2.7:7000")
    for peer in ["192.0.2.8:7000", "192.0.2.7:7001"] {
      let answer = try rig.ask(&client, .channelBind, [.channel(0x4000), .peer(peer)])
      #expect(answer.code == .badRequest)
    }
  }

  // Point 53.
  @Test func `RFC 8656 §12.2 a peer bound to another number is refused with 400`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    rig.bind(&client, 0x4000, "192.0.2.7:7000")
    let answer = try rig.ask(
      &client, .channelBind, [.channel(0x4001), .peer("192.0.2.7:7000")])
    #expect(answer.code == .badRequest)
    let otherPort = rig.bind(&client, 0x4001, "192.0.2.7:7001")
    #expect(otherPort)
  }

  // Point 54.
  @Test func `RFC 8656 §12.1 the permission lapses before the channel and stops data both ways`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client, [.lifetime(3600)])
    rig.bind(&client, 0x4000, "192.0.2.7:7000")
    rig.advance(seconds: 300)
    let outward = rig.receive(channelData(0x4000, [1]), along: client.path)
    let inward = rig.receive([1], along: relay.path("192.0.2.7:7000"))
    #expect(outward.isEmpty && inward.isEmpty)
    rig.permit(&client, "192.0.2.7:1")
    let resumed = rig.receive(channelData(0x4000, [1]), along: client.path)
    let returned = rig.receive([2], along: relay.path("192.0.2.7:7000"))
    #expect(resumed.count == 1)
    #expect(returned == [.sent(channelData(0x4000, [2]), along: client.path)])
  }

  // Point 54.
  @Test func `RFC 8656 §12.2 binding again starts 600 seconds for the channel anew`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client, [.lifetime(3600)])
    rig.bind(&client, 0x4000, "192.0.2.7:7000")
    rig.advance(seconds: 500)
    let again = rig.bind(&client, 0x4000, "192.0.2.7:7000")
    #expect(again)
    rig.advance(seconds: 599, milliseconds: 999)
    rig.permit(&client, "192.0.2.7:1")
    let bound = rig.receive([1], along: relay.path("192.0.2.7:7000"))
    #expect(bound == [.sent(channelData(0x4000, [1]), along: client.path)])
    rig.advance(milliseconds: 1)
    let unbound = rig.receive([1], along: relay.path("192.0.2.7:7000"))
    #expect(unbound.first.flatMap { Answer($0) }?.type == MessageType(.data, .indication))
    let dropped = rig.receive(channelData(0x4000, [1]), along: client.path)
    #expect(dropped.isEmpty)
  }

  // Point 55.
  @Test(arguments: Side.allCases)
  func `RFC 8656 §12.2 a peer of the other family gets 443, a denied one 403`(side: Side) throws {
    var rig = try makeServer()
    var client = TURNTestClient(side.client)
    _ = try rig.allocate(&client, [.family(side.family)])
    let foreign = try rig.ask(
      &client, .channelBind, [.channel(0x4000), .peer(side.foreignPeer)])
    let denied = try rig.ask(
      &client, .channelBind, [.channel(0x4000), .peer(side.deniedPeer)])
    #expect(foreign.code == .peerAddressFamilyMismatch && denied.code == .forbidden)
  }

  // Point 55.
  @Test func `RFC 8656 §12.2 too many channels or permissions are refused with 508`() throws {
    var rig = try makeServer {
      $0.limits.channelsPerAllocation = 2
      $0.limits.permissionsPerAllocation = 1
    }
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    let first = rig.bind(&client, 0x4000, "192.0.2.7:1")
    let address = try rig.ask(&client, .channelBind, [.channel(0x4001), .peer("192.0.2.8:1")])
    let second = rig.bind(&client, 0x4001, "192.0.2.7:2")
    let third = try rig.ask(&client, .channelBind, [.channel(0x4002), .peer("192.0.2.7:3")])
    let refresh = rig.bind(&client, 0x4000, "192.0.2.7:1")
    #expect(first && second && refresh)
    #expect(address.code == .insufficientCapacity && third.code == .insufficientCapacity)
  }

  // Point 56.
  @Test func `RFC 8656 §12 an expired number may be bound to another peer`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client, [.lifetime(3600)])
    rig.bind(&client, 0x4000, "192.0.2.7:7000")
    rig.advance(seconds: 600)
    let bound = rig.bind(&client, 0x4000, "192.0.2.8:7000")
    #expect(bound)
    let outputs = rig.receive(channelData(0x4000, [1]), along: client.path)
    #expect(outputs == [.sent([1], along: relay.path("192.0.2.8:7000"))])
  }
}
