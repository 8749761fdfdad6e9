import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

@Suite struct RefreshTests {
  private let id = TransactionID(high: 9, low: 10)

  // Point 39.
  @Test(arguments: [Method.refresh, .createPermission, .channelBind])
  func `RFC 8656 §5 a request without an allocation is refused with 437`(method: Method) throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let answer = try rig.ask(&client, method, [.channel(0x4000), .peer("192.0.2.7:1")])
    #expect(answer.code == .allocationMismatch)
    #expect(answer.type == MessageType(method, .failure))
  }

  // Point 40.
  @Test(arguments: [Method.refresh, .createPermission, .channelBind])
  func `RFC 8656 §5 a request of another user is refused with 441`(method: Method) throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    client.user = "bob"
    client.password = "builder"
    let answer = try rig.ask(
      &client, method, [.channel(0x4000), .peer("192.0.2.7:1"), .lifetime(0)])
    #expect(answer.code == .wrongCredentials)
    #expect(answer.isIntact(.sha1, key: client.key))
    #expect(rig.machine.allocationCount == 1)
  }

  // Point 40.
  @Test func `RFC 8656 §5 a newer time-limited credential of the same user is accepted`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    client.beTimed("carol", until: rig.now.unixSeconds + 100)
    _ = try rig.allocate(&client)
    client.beTimed("carol", until: rig.now.unixSeconds + 5000)
    let same = try rig.ask(&client, .refresh)
    #expect(same.isSuccess)
    client.beTimed("dave", until: rig.now.unixSeconds + 5000)
    let other = try rig.ask(&client, .refresh)
    #expect(other.code == .wrongCredentials)
  }

  // Points 35, 41.
  @Test func `RFC 8656 §8.2 a refresh sets the time left, longer or shorter`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client, [.lifetime(3600)])
    let shorter = try rig.ask(&client, .refresh, [.lifetime(700)])
    #expect(shorter.lifetime == 700 && shorter.types == [.lifetime])
    rig.advance(seconds: 650)
    let longer = try rig.ask(&client, .refresh, [.lifetime(1000)])
    #expect(longer.lifetime == 1000)
    rig.advance(seconds: 999)
    #expect(rig.machine.allocationCount == 1)
    let outputs = rig.advance(seconds: 1, milliseconds: 2)
    #expect(outputs == [.action(.close(relay.socket))])
    #expect(rig.machine.allocationCount == 0)
  }

  // Point 35.
  @Test func `RFC 8656 §8.2 a refresh without LIFETIME grants 600 seconds`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client, [.lifetime(3600)])
    let answer = try rig.ask(&client, .refresh)
    #expect(answer.lifetime == 600)
    rig.advance(seconds: 600, milliseconds: 2)
    #expect(rig.machine.allocationCount == 0)
  }

  // Point 41.
  @Test func `RFC 8656 §8.2 LIFETIME 0 deletes the allocation and closes its socket`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.bind(&client, 0x4000, "192.0.2.7:1")
    _ = rig.news()
    client.nonce = []
    rig.fetchNonce(&client)
    let outputs = rig.receive(
      client.signed(.refresh, [.lifetime(0)], id: id), along: client.path)
    #expect(outputs.first == .action(.close(relay.socket)))
    let answer = outputs.last.flatMap { Answer($0) }
    #expect(answer?.isSuccess == true && answer?.lifetime == 0)
    let dropped = rig.receive(channelData(0x4000, [1]), along: client.path)
    #expect(dropped.isEmpty)
    let news = rig.news()
    let expected = TURNServer.News.ended(
      client: client.path.remote, relayed: relay.endpoint, user: "alice", .deleted)
    #expect(news == [expected])
    #expect(rig.machine.deadline == nil)
  }

  // Points 41, 11.
  @Test func `RFC 8656 §8.2 a retransmitted LIFETIME 0 succeeds again for 40 seconds`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    let first = try rig.ask(&client, .refresh, [.lifetime(0)], id: id)
    rig.advance(seconds: 39)
    let again = try rig.ask(&client, .refresh, [.lifetime(0)], id: id)
    #expect(first.isSuccess && again.bytes == first.bytes)
    let other = try rig.ask(&client, .refresh, [.lifetime(0)])
    #expect(other.code == .allocationMismatch)
    rig.advance(seconds: 1)
    let late = try rig.ask(&client, .refresh, [.lifetime(0)], id: id)
    #expect(late.code == .allocationMismatch)
  }

  // Points 41, 11: a late copy must not delete what was made since.
  @Test func `RFC 8656 §8.2 a copy of LIFETIME 0 leaves a newer allocation alone`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    _ = try rig.ask(&client, .refresh, [.lifetime(0)], id: id)
    _ = try rig.allocate(&client)
    let copy = try rig.ask(&client, .refresh, [.lifetime(0)], id: id)
    #expect(copy.isSuccess && copy.lifetime == 0)
    #expect(rig.machine.allocationCount == 1)
  }

  // Point 41: what is remembered is bounded.
  @Test func `deletions are remembered up to a limit, the oldest forgotten first`() {
    var farewells = Farewells(limit: 3, seconds: 40)
    let now = Instant(nanoseconds: 1)
    let route = Route.path(TURNTestClient().path)
    for low in 0..<5 as Range<UInt32> {
      farewells.remember(TransactionID(high: 0, low: low), over: route, at: now)
    }
    #expect(farewells.count == 3)
    let known = (0..<5 as Range<UInt32>).map {
      farewells.contains(TransactionID(high: 0, low: $0), over: route, at: now)
    }
    #expect(known == [false, false, true, true, true])
    let later = farewells.contains(
      TransactionID(high: 0, low: 4), over: route, at: now.adding(seconds: 40))
    #expect(!later && farewells.count == 0)
  }

  // Point 42.
  @Test(arguments: Side.allCases)
  func `RFC 8656 §8.2 a family other than the allocation's is refused with 443`(side: Side) throws {
    var rig = try makeServer()
    var client = TURNTestClient(side.client)
    _ = try rig.allocate(&client, [.family(side.family)])
    let other = try rig.ask(&client, .refresh, [.family(3 - side.family), .lifetime(0)])
    #expect(other.code == .peerAddressFamilyMismatch)
    let malformed = try rig.ask(&client, .refresh, [.raw(0x0017, [1])])
    #expect(malformed.code == .badRequest)
    let same = try rig.ask(&client, .refresh, [.family(side.family)])
    #expect(same.isSuccess)
  }

  // Points 41, 54.
  @Test func `RFC 8656 §8.2 a refresh prolongs the way of channels bound before it`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.advance(seconds: 550)
    rig.bind(&client, 0x4000, "192.0.2.7:1")
    _ = try rig.ask(&client, .refresh)
    rig.advance(seconds: 200)
    let outward = rig.receive(channelData(0x4000, [1]), along: client.path)
    let inward = rig.receive([1], along: relay.path("192.0.2.7:1"))
    #expect(outward.count == 1 && inward.count == 1)
  }

  // Points 43, 54: what ends with the allocation ends at once.
  @Test func `RFC 8656 §8.2 no packet passes after the allocation's last moment`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.advance(seconds: 400)
    rig.bind(&client, 0x4000, "192.0.2.7:1")
    rig.permit(&client, "192.0.2.8:1")
    let present = rig.now.monotonic
    rig.now = Moment(
      monotonic: present.adding(seconds: 200), unixSeconds: rig.now.unixSeconds + 200)
    // The alarm is late, the deadlines are not.
    let outputs =
      rig.receive(channelData(0x4000, [1]), along: client.path)
      + rig.receive([1], along: relay.path("192.0.2.7:1"))
      + rig.receive([1], along: relay.path("192.0.2.8:1"))
      + rig.sendIndication(&client, [.peer("192.0.2.8:1"), .data([1])])
    #expect(outputs.isEmpty)
    client.nonce = []
    let refresh = try rig.ask(&client, .refresh)
    #expect(refresh.code == .allocationMismatch)
    let again = try rig.allocate(&client)
    #expect(again.socket != relay.socket)
  }
}
