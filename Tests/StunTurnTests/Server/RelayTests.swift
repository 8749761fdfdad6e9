import SansIO
import Testing
import TestSupport

@testable import StunTurn

@Suite struct RelayTests {
  // Points 47, 48.
  @Test(arguments: Side.allCases)
  func `RFC 8656 §11.3 without a channel a peer's packet becomes a Data indication`(
    side: Side
  ) throws {
    var rig = try makeServer()
    var client = TURNTestClient(side.client)
    let relay = try rig.allocate(&client, [.family(side.family)])
    rig.permit(&client, side.peer)
    let outputs = rig.receive([1, 2, 3], along: relay.path(side.peer))
    let indication = try #require(outputs.first.flatMap { Answer($0) })
    #expect(indication.path == client.path)
    #expect(indication.type == MessageType(.data, .indication))
    #expect(indication.types == [.xorPeerAddress, .data])
    #expect(indication.peer == endpoint(side.peer) && indication.data == [1, 2, 3])
    #expect(!indication.hasIntegrity && !indication.hasFingerprint)
    #expect(indication.bytes.last == 0)
  }

  // Point 47.
  @Test func `RFC 8656 §11.3 only the exact endpoint of a channel gets ChannelData`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.bind(&client, 0x4000, "192.0.2.7:7000")
    let exact = rig.receive([1], along: relay.path("192.0.2.7:7000"))
    let other = rig.receive([1], along: relay.path("192.0.2.7:7001"))
    let stranger = rig.receive([1], along: relay.path("192.0.2.8:7000"))
    #expect(exact == [.sent(channelData(0x4000, [1]), along: client.path)])
    #expect(other.first.flatMap { Answer($0) }?.peer == endpoint("192.0.2.7:7001"))
    #expect(stranger.isEmpty)
    #expect(rig.machine.statistics.drops(.noPermission) == 1)
  }

  // Point 48.
  @Test func `RFC 8656 §12.6 datagrams without a byte are relayed in every form`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.permit(&client, "192.0.2.7:1")
    rig.bind(&client, 0x4000, "192.0.2.8:1")
    let wrapped = rig.receive([], along: relay.path("192.0.2.7:1"))
    #expect(wrapped.first.flatMap { Answer($0) }?.data == [])
    let sent = rig.sendIndication(&client, [.peer("192.0.2.7:1"), .data([])])
    #expect(sent == [.sent([], along: relay.path("192.0.2.7:1"))])
    let inward = rig.receive([], along: relay.path("192.0.2.8:1"))
    #expect(inward == [.sent([0x40, 0, 0, 0], along: client.path)])
    let outward = rig.receive([0x40, 0, 0, 0], along: client.path)
    #expect(outward == [.sent([], along: relay.path("192.0.2.8:1"))])
  }

  // Point 57.
  @Test func `RFC 8656 §12.5 ChannelData shorter than its length is dropped, longer is padding`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.bind(&client, 0x4000, "192.0.2.7:1")
    for bytes in [[0x40], [0x40, 0, 0], [0x40, 0, 0, 2, 9], [0x40, 0, 0xFF, 0xFF, 9]] as [[UInt8]] {
      let outputs = rig.receive(bytes, along: client.path)
      #expect(outputs.isEmpty)
    }
    let padded = rig.receive([0x40, 0, 0, 1, 9, 7, 7, 7], along: client.path)
    #expect(padded == [.sent([9], along: relay.path("192.0.2.7:1"))])
    #expect(rig.machine.statistics.drops(.malformedChannelData) == 4)
  }

  // Points 39, 57.
  @Test func `RFC 8656 §12.6 ChannelData on an unbound number or without allocation is dropped`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    rig.bind(&client, 0x4000, "192.0.2.7:1")
    for number in [0x4001, 0x5000, 0x7FFF] as [UInt16] {
      let outputs = rig.receive(channelData(number, [1]), along: client.path)
      #expect(outputs.isEmpty)
    }
    let stranger = TURNTestClient("198.51.100.99:1")
    let outputs = rig.receive(channelData(0x4000, [1]), along: stranger.path)
    #expect(outputs.isEmpty)
    #expect(rig.machine.statistics.drops(.unboundChannel) == 4)
  }

  // Point 57.
  @Test func `RFC 8656 §12.6 ChannelData refreshes nothing`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    rig.bind(&client, 0x4000, "192.0.2.7:1")
    for second in 1...4 {
      rig.advance(seconds: 75)
      let outputs = rig.receive(channelData(0x4000, [1]), along: client.path)
      #expect(outputs.isEmpty == (second == 4))
    }
  }

  // Point 26: data is bound to the 5-tuple.
  @Test func `RFC 8656 §5 data from another client address does not pass for the client's`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    rig.bind(&client, 0x4000, "192.0.2.7:1")
    var elsewhere = client.path
    elsewhere.remote.port += 1
    var otherServer = client.path
    otherServer.local = address("198.51.100.2")
    var otherSession = client.path
    otherSession.session = 1
    for path in [elsewhere, otherServer, otherSession] {
      let outputs = rig.receive(channelData(0x4000, [1]), along: path)
      #expect(outputs.isEmpty)
    }
  }
}
