import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// NAT behaviour discovery.
@Suite struct NATDiscoveryTests {
  private let id = TransactionID(high: 5, low: 7)
  private let request = MessageType(.binding, .request)
  static let places = [
    endpoint("198.51.100.1:3478"), endpoint("198.51.100.1:3479"), endpoint("198.51.100.2:3478"),
    endpoint("198.51.100.2:3479"),
  ]

  private func server() throws -> Rig<TURNServer> {
    var rig = try makeServer()
    let doors = NATDiscoveryTests.places.enumerated().map {
      NATDiscovery.Door(.test(UInt32(10 + $0.offset)), $0.element)
    }
    rig.perform { server, _, _ in server.setDiscovery(NATDiscovery(doors)) }
    return rig
  }

  private func client(at place: Int) -> TURNTestClient {
    TURNTestClient(
      "198.51.100.20:4000", socket: .test(UInt32(10 + place)),
      local: "\(NATDiscoveryTests.places[place].address)")
  }

  @Test(arguments: 0...3)
  func `RFC 5780 §6.1 an answer says where it comes from and where else to ask`(place: Int) throws {
    var rig = try server()
    let client = client(at: place)
    let found = rig.exchange(client.plain(request, id: id), along: client.path)
    let answer = try #require(found)
    #expect(answer.types == [.xorMappedAddress, .responseOrigin, .otherAddress])
    #expect(answer.path == client.path && answer.mapped == client.path.remote)
    #expect(answer.origin == NATDiscoveryTests.places[place])
    #expect(answer.other == NATDiscoveryTests.places[3 - place])
  }

  @Test(arguments: 0...3, [(0, 0), (2, 1), (4, 2), (6, 3), (0xF9, 0)] as [(UInt8, Int)])
  func `RFC 5780 §7.2 an answer leaves by another address or port if that is asked for`(
    place: Int, flags: (UInt8, Int)
  ) throws {
    var rig = try server()
    let client = client(at: place)
    let bytes = client.plain(request, [.raw(0x0003, [0, 0, 0, flags.0])], id: id)
    let found = rig.exchange(bytes, along: client.path)
    let answer = try #require(found)
    let expected = place ^ flags.1
    #expect(answer.origin == NATDiscoveryTests.places[expected])
    #expect(answer.path?.socket == .test(UInt32(10 + expected)))
    #expect(answer.path?.local == NATDiscoveryTests.places[expected].address)
    #expect(answer.path?.remote == client.path.remote)
    // The other place is that of the one asked, wherever the answer comes from.
    #expect(answer.other == NATDiscoveryTests.places[3 - place])
  }

  @Test func `RFC 5780 §7.5 an answer goes to another port of the client if that is asked for`()
    throws
  {
    var rig = try server()
    let client = client(at: 0)
    for value in [[0x12, 0x34], [0x12, 0x34, 0, 0]] as [[UInt8]] {
      let answer = rig.exchange(
        client.plain(request, [.raw(0x0027, value)], id: id), along: client.path)
      #expect(answer?.path?.remote == endpoint("198.51.100.20:4660"))
      #expect(answer?.mapped == client.path.remote)
    }
    for value in [[], [1], [0, 0]] as [[UInt8]] {
      let answer = rig.exchange(
        client.plain(request, [.raw(0x0027, value)], id: id), along: client.path)
      #expect(answer?.code == .badRequest && answer?.path == client.path)
    }
  }

  @Test func `RFC 5780 §7.6 PADDING is answered by as much as came, and not on another port`()
    throws
  {
    var rig = try server()
    let client = client(at: 0)
    for count in [0, 1, 64, 1500, 9000] {
      let bytes = client.plain(
        request, [.raw(0x0026, Array(repeating: 0xAA, count: count))], id: id)
      let found = rig.exchange(bytes, along: client.path)
      let answer = try #require(found)
      #expect(answer.types.last == .padding)
      // Three addresses are all that an answer adds.
      #expect(answer.bytes.count == bytes.count + 36)
      #expect(answer.bytes.suffix(count).allSatisfy { $0 == 0 })
    }
    let both = rig.exchange(
      client.plain(request, [.raw(0x0026, [1, 2, 3, 4]), .raw(0x0027, [1, 1])], id: id),
      along: client.path)
    #expect(both?.code == .badRequest)
  }

  // Point 64.
  @Test(arguments: [0x0003, 0x0026, 0x0027] as [UInt16])
  func `RFC 5780 §5 other listeners do not know its attributes`(type: UInt16) throws {
    var rig = try server()
    let client = TURNTestClient()
    let bytes = client.plain(request, [.raw(type, [0, 0, 0, 6])], id: id)
    let answer = rig.exchange(bytes, along: client.path)
    #expect(answer?.code == .unknownAttribute && answer?.path == client.path)
    let plain = rig.exchange(client.plain(request, id: id), along: client.path)
    #expect(plain?.types == [.xorMappedAddress])
  }

  // Point 64: whoever has proved nothing cannot make it send without end.
  @Test func `RFC 5780 §9 answers count for the budget of the network that asked`() throws {
    var rig = try server()
    let client = client(at: 0)
    let bytes = client.plain(request, [.raw(0x0003, [0, 0, 0, 6])], id: id)
    var answered = 0
    for _ in 0..<3000 { answered += rig.receive(bytes, along: client.path).count }
    #expect(answered < 1200)
    #expect(rig.machine.statistics.drops(.overBudget) == UInt64(3000 - answered))
  }

  @Test func `a plan has two addresses and two ports that can be named`() throws {
    let plan = try #require(
      NATDiscoveryPlan(endpoint("198.51.100.1:3478"), endpoint("198.51.100.2:3479")))
    #expect(plan.endpoints == NATDiscoveryTests.places)
    for (one, other) in [
      ("198.51.100.1:1", "198.51.100.1:2"), ("198.51.100.1:1", "198.51.100.2:1"),
      ("198.51.100.1:1", "[2001:db8::1]:2"), ("0.0.0.0:1", "198.51.100.2:2"),
      ("198.51.100.1:0", "198.51.100.2:2"), ("198.51.100.1:1", "198.51.100.2:0"),
    ] {
      #expect(NATDiscoveryPlan(endpoint(one), endpoint(other)) == nil)
    }
  }
}

extension Answer {
  /// RESPONSE-ORIGIN.
  fileprivate var origin: Endpoint? { read { (try? $0.address(.responseOrigin)) ?? nil } ?? nil }
  /// OTHER-ADDRESS.
  fileprivate var other: Endpoint? { read { (try? $0.address(.otherAddress)) ?? nil } ?? nil }
}
