import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

@Suite struct AllocateTests {
  private let id = TransactionID(high: 5, low: 6)

  // Point 36.
  @Test(arguments: Side.allCases)
  func `RFC 8656 §7.2 a success carries the relayed address, the lifetime and the mapped address`(
    side: Side
  ) throws {
    var rig = try makeServer()
    var client = TURNTestClient(side.client)
    let answer = try rig.ask(&client, .allocate, [.transport(17), .family(side.family)])
    #expect(answer.isSuccess && answer.isIntact(.sha1, key: client.key))
    #expect(answer.relayed?.address == address(side.relay))
    #expect(answer.mapped == endpoint(side.client))
    #expect(answer.lifetime == 600)
    #expect(answer.types == [.xorRelayedAddress, .lifetime, .xorMappedAddress])
    let port = try #require(answer.relayed?.port)
    let expected = TURNServer.News.allocated(
      client: endpoint(side.client), relayed: Endpoint(address: address(side.relay), port: port),
      user: "alice")
    let news = rig.news()
    #expect(news == [expected])
    #expect(rig.machine.allocationCount == 1)
  }

  // Point 36.
  @Test func `RFC 8656 §7.2 behind a NAT the relayed address is the external one`() throws {
    var rig = try makeServer {
      $0.relays = [
        RelayAddress(local: address("10.0.0.5"), external: address("203.0.113.77"))
      ]
    }
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    #expect(relay.endpoint.address == address("203.0.113.77"))
    #expect(relay.local == address("10.0.0.5"))
  }

  // Point 28.
  @Test func `RFC 8656 §7.2 a second Allocate on the same 5-tuple is refused with 437`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    let answer = try rig.ask(&client, .allocate, [.transport(17)])
    #expect(answer.code == .allocationMismatch)
    #expect(rig.machine.allocationCount == 1)
  }

  // Points 28, 11.
  @Test func `RFC 8656 §7.2 a retransmitted Allocate gets the same success again, for 40 seconds`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    let first = try rig.ask(&client, .allocate, [.transport(17), .lifetime(900)], id: id)
    _ = try rig.ask(&client, .refresh, [.lifetime(3000)])
    rig.advance(seconds: 39)
    let again = try rig.ask(&client, .allocate, [.transport(17), .lifetime(900)], id: id)
    #expect(first.isSuccess && again.bytes == first.bytes)
    rig.advance(seconds: 1)
    let late = try rig.ask(&client, .allocate, [.transport(17), .lifetime(900)], id: id)
    #expect(late.code == .allocationMismatch)
    #expect(rig.machine.statistics.allocated == 1)
  }

  // Point 28.
  @Test func `RFC 8656 §7.2 another user's request is no retransmission, whatever its id`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.ask(&client, .allocate, [.transport(17)], id: id)
    client.user = "bob"
    client.password = "builder"
    let answer = try rig.ask(&client, .allocate, [.transport(17)], id: id)
    #expect(answer.code == .allocationMismatch && answer.relayed == nil)
  }

  // Points 28, 11.
  @Test func `RFC 8656 §7.2 a copy of an Allocate that comes after the deletion makes nothing`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.ask(&client, .allocate, [.transport(17)], id: id)
    _ = try rig.ask(&client, .refresh, [.lifetime(0)])
    let copy = try rig.ask(&client, .allocate, [.transport(17)], id: id)
    #expect(copy.code == .allocationMismatch)
    #expect(rig.machine.allocationCount == 0)
    let fresh = try rig.ask(&client, .allocate, [.transport(17)])
    #expect(fresh.isSuccess)
  }

  // Point 28.
  @Test func `RFC 8656 §2 the address and the socket the client speaks to are of the 5-tuple`()
    throws
  {
    var rig = try makeServer()
    var one = TURNTestClient(local: "198.51.100.1")
    var two = TURNTestClient(local: "198.51.100.2")
    var three = TURNTestClient(socket: .test(1))
    for answer in [
      try rig.ask(&one, .allocate, [.transport(17)]),
      try rig.ask(&two, .allocate, [.transport(17)]),
      try rig.ask(&three, .allocate, [.transport(17)]),
    ] {
      #expect(answer.isSuccess)
    }
    #expect(rig.machine.allocationCount == 3)
  }

  // Points 28, 19: who is not authenticated learns nothing about allocations.
  @Test func `RFC 8656 §7.2 authentication comes before the question of the 5-tuple`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    let type = MessageType(.allocate, .request)
    let answer = rig.exchange(client.plain(type, [.transport(17)], id: id), along: client.path)
    #expect(answer?.code == .unauthenticated)
  }

  // Point 29.
  @Test func `RFC 8656 §7.2 REQUESTED-TRANSPORT missing or malformed is refused with 400`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let missing = try rig.ask(&client, .allocate)
    let malformed = try rig.ask(&client, .allocate, [.raw(0x0019, [17])])
    #expect(missing.code == .badRequest && malformed.code == .badRequest)
  }

  // Point 29.
  @Test(arguments: [0, 1, 6, 132, 255] as [UInt8])
  func `RFC 8656 §7.2 a transport other than UDP is refused with 442`(number: UInt8) throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let answer = try rig.ask(&client, .allocate, [.transport(number)])
    #expect(answer.code == .unsupportedTransportProtocol)
  }

  // Point 5: we know it, so it is not refused.
  @Test func `RFC 8656 §7.2 DONT-FRAGMENT in Allocate is understood`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let answer = try rig.ask(&client, .allocate, [.transport(17), .dontFragment])
    #expect(answer.isSuccess)
  }

  // Point 31.
  @Test func `RFC 8656 §7.2 both family attributes together are refused with 400`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let answer = try rig.ask(
      &client, .allocate, [.transport(17), .family(1), .additionalFamily(2)])
    #expect(answer.code == .badRequest)
  }

  // Point 31.
  @Test func `RFC 8656 §7.2 a family that is unknown or not served is refused with 440`() throws {
    var rig = try makeServer { $0.relays.removeLast() }
    var client = TURNTestClient()
    for family in [0, 2, 3, 255] as [UInt8] {
      let answer = try rig.ask(&client, .allocate, [.transport(17), .family(family)])
      #expect(answer.code == .addressFamilyNotSupported)
    }
    let malformed = try rig.ask(&client, .allocate, [.transport(17), .raw(0x0017, [1])])
    #expect(malformed.code == .badRequest)
  }

  // Point 31.
  @Test func `RFC 8656 §7.2 without a family an IPv6 client gets IPv4`() throws {
    var rig = try makeServer()
    var client = TURNTestClient(Side.v6.client)
    let relay = try rig.allocate(&client)
    #expect(relay.endpoint.address == address(Side.v4.relay))
  }

  // Point 31. No client would be helped by 440: browsers name no family, and take what they get.
  @Test func `without a family a client gets IPv6 where there is nothing else`() throws {
    for followsRFC in [true, false] {
      var rig = try makeServer {
        $0.defaultFamilyFollowsRFC = followsRFC
        $0.relays.removeFirst()
      }
      for side in Side.allCases {
        var client = TURNTestClient(side.client)
        let relay = try rig.allocate(&client)
        #expect(relay.endpoint.address == address(Side.v6.relay))
      }
      var insistent = TURNTestClient(Side.v6.client)
      let refused = try rig.ask(&insistent, .allocate, [.transport(17), .family(1)])
      #expect(refused.code == .addressFamilyNotSupported)
    }
  }

  // Point 31.
  @Test func `without a family a client gets its own if the operator prefers that`() throws {
    var rig = try makeServer { $0.defaultFamilyFollowsRFC = false }
    for side in Side.allCases {
      var client = TURNTestClient(side.client)
      let relay = try rig.allocate(&client)
      #expect(relay.endpoint.address == address(side.relay))
    }
    var plain = try makeServer {
      $0.defaultFamilyFollowsRFC = false
      $0.relays.removeLast()
    }
    var client = TURNTestClient(Side.v6.client)
    let relay = try plain.allocate(&client)
    #expect(relay.endpoint.address == address(Side.v4.relay))
  }

  // Point 33.
  @Test func `RFC 8656 §7.2 an additional IPv4 is refused with 400, an unknown family with 440`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    let refused = try rig.ask(&client, .allocate, [.transport(17), .additionalFamily(1)])
    #expect(refused.code == .badRequest)
    let unknown = try rig.ask(&client, .allocate, [.transport(17), .additionalFamily(3)])
    #expect(unknown.code == .addressFamilyNotSupported)
    #expect(rig.machine.allocationCount == 0)
  }

  // Point 35.
  @Test(
    arguments: [
      (0, 600), (1, 600), (600, 600), (601, 601), (3600, 3600), (3601, 3600), (.max, 3600),
    ] as [(UInt32, UInt32)])
  func `RFC 8656 §7.2 the lifetime is at least 600 and at most 3600 seconds`(
    wanted: UInt32, granted: UInt32
  ) throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let answer = try rig.ask(&client, .allocate, [.transport(17), .lifetime(wanted)])
    #expect(answer.lifetime == granted)
    rig.advance(seconds: UInt64(granted) - 1)
    #expect(rig.machine.allocationCount == 1)
    rig.advance(seconds: 1, milliseconds: 2)
    #expect(rig.machine.allocationCount == 0)
  }

  // Point 35.
  @Test func `RFC 8656 §18.2 a LIFETIME that is not four bytes long is refused with 400`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let answer = try rig.ask(&client, .allocate, [.transport(17), .raw(0x000D, [0, 0, 9])])
    #expect(answer.code == .badRequest)
    _ = try rig.allocate(&client)
    let refresh = try rig.ask(&client, .refresh, [.raw(0x000D, [0, 0, 9])])
    #expect(refresh.code == .badRequest)
  }
}
