import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// Allocations with a relayed address of each family.
@Suite struct DualAllocationTests {
  private let four = "192.0.2.7:7000"
  private let six = "[2001:db8:5::7]:7000"

  // Points 33, 36.
  @Test func `RFC 8656 §7.2 an additional IPv6 gives two relayed addresses in one success`() throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    let answer = try rig.ask(&client, .allocate, [.transport(17), .additionalFamily(2)])
    #expect(
      answer.types == [.xorRelayedAddress, .xorRelayedAddress, .lifetime, .xorMappedAddress])
    #expect(answer.allRelayed.map(\.address) == [address("203.0.113.9"), address("2001:db8:9::9")])
    #expect(answer.lifetime == 600 && answer.isIntact(.sha1, key: client.key))
    #expect(rig.machine.allocationCount == 2 && rig.machine.holdings["alice"] == 2)
    #expect(rig.news().count == 2)
    rig.machine.checkConsistency("dual")
  }

  // Points 33, 36.
  @Test func `RFC 8656 §7.2 behind a NAT each family shows its own external address`() throws {
    var rig = try makeServer {
      $0.relays = [
        RelayAddress(local: address("10.0.0.5"), external: address("203.0.113.77")),
        RelayAddress(local: address("fd00::5"), external: address("2001:db8:77::77")),
      ]
    }
    var client = TURNTestClient()
    let dual = try rig.allocateDual(&client)
    #expect(
      dual.shown.map(\.address) == [address("203.0.113.77"), address("2001:db8:77::77")])
    #expect(dual[.v4].local == address("10.0.0.5") && dual[.v6].local == address("fd00::5"))
  }

  // Points 28, 11.
  @Test func `RFC 8656 §7.2 a retransmitted dual Allocate gets the same success again`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let id = client.freshID()
    let pieces: [TURNTestClient.Piece] = [.transport(17), .additionalFamily(2)]
    let first = try rig.ask(&client, .allocate, pieces, id: id)
    rig.advance(seconds: 30)
    let again = try rig.ask(&client, .allocate, pieces, id: id)
    #expect(again.bytes == first.bytes)
    let other = try rig.ask(&client, .allocate, pieces)
    #expect(other.code == .allocationMismatch)
  }

  // Point 33.
  @Test(arguments: Side.allCases)
  func `RFC 8656 §7.2 a family that is not served is told of by ADDRESS-ERROR-CODE 440`(
    side: Side
  ) throws {
    var rig = try makeServer { $0.relays.removeAll { "\($0.local)" != side.relay } }
    var client = TURNTestClient()
    let answer = try rig.ask(&client, .allocate, [.transport(17), .additionalFamily(2)])
    #expect(
      answer.types == [.xorRelayedAddress, .addressErrorCode, .lifetime, .xorMappedAddress])
    #expect(answer.allRelayed.map(\.address) == [address(side.relay)])
    #expect(answer.refusedFamily == .init(side == .v4 ? .v6 : .v4, .addressFamilyNotSupported))
  }

  // Point 33.
  @Test(arguments: Side.allCases, [true, false])
  func `RFC 8656 §7.2 a family without a port is told of by ADDRESS-ERROR-CODE 508`(
    side: Side, comesFirst: Bool
  ) throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    rig.answer = { _, _ in nil }
    let id = client.freshID()
    let request = client.signed(.allocate, [.transport(17), .additionalFamily(2)], id: id)
    let openings = rig.receive(request, along: client.path)
    #expect(openings.count == 2)
    let retransmitted = rig.receive(request, along: client.path)
    #expect(retransmitted.isEmpty)
    var answers: [Output] = []
    for output in comesFirst ? openings : openings.reversed() {
      guard case .action(.open(.udp(let local, let port?), let ticket)) = output else { continue }
      let opened =
        local == address(side.relay)
        ? Opened.failed(.system(24))
        : .socket(.test(50), Endpoint(address: local, port: port))
      answers += rig.tell(.opened(ticket, opened))
    }
    let answer = try #require(answers.first.flatMap { Answer($0) })
    #expect(answers.count == 1 && answer.id == id)
    #expect(answer.refusedFamily == .init(side == .v4 ? .v4 : .v6, .insufficientCapacity))
    #expect(answer.allRelayed.count == 1 && rig.machine.holdings["alice"] == 1)
    let again = rig.exchange(request, along: client.path)
    #expect(again?.bytes == answer.bytes)
    rig.machine.checkConsistency("half")
  }

  // Point 33.
  @Test func `RFC 8656 §7.2 with no port of either family a dual Allocate is refused with 508`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    rig.answer = { _, _ in .failed(.system(24)) }
    let outputs = rig.receive(
      client.signed(.allocate, [.transport(17), .additionalFamily(2)], id: client.freshID()),
      along: client.path)
    let answers = outputs.compactMap { Answer($0) }
    #expect(answers.count == 1 && answers.first?.code == .insufficientCapacity)
    #expect(rig.machine.allocationCount == 0 && rig.machine.holdings.isEmpty)
  }

  // Point 34.
  @Test func `RFC 8656 §7.2 each relayed address counts for the quota`() throws {
    var rig = try makeServer { $0.limits.allocationsPerUser = 3 }
    var client = TURNTestClient()
    _ = try rig.allocateDual(&client)
    var second = TURNTestClient("198.51.100.20:4001")
    let pieces: [TURNTestClient.Piece] = [.transport(17), .additionalFamily(2)]
    let refused = try rig.ask(&second, .allocate, pieces)
    #expect(refused.code == .allocationQuotaReached)
    let single = try rig.ask(&second, .allocate, [.transport(17)])
    #expect(single.isSuccess)
  }

  // Point 42.
  @Test(arguments: Side.allCases)
  func `RFC 8656 §8.2 a Refresh with a family refreshes or deletes only that half`(side: Side)
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    let dual = try rig.allocateDual(&client)
    rig.permit(&client, four)
    rig.permit(&client, six)
    let (gone, kept) = side == .v4 ? (dual[.v4], dual[.v6]) : (dual[.v6], dual[.v4])
    let longer = try rig.ask(&client, .refresh, [.lifetime(1200)])
    #expect(longer.lifetime == 1200)
    let shorter = try rig.ask(&client, .refresh, [.lifetime(700), .family(side.family)])
    #expect(shorter.lifetime == 700)
    let outputs = rig.advance(seconds: 701)
    #expect(outputs == [.action(.close(gone.socket))])
    rig.machine.checkConsistency("after the end of a half")
    let twice = try rig.ask(&client, .refresh, [.lifetime(0), .family(side.family)])
    #expect(twice.code == .peerAddressFamilyMismatch)
    let closing = rig.advance(seconds: 500)
    #expect(closing == [.action(.close(kept.socket))])
    #expect(rig.machine.allocationCount == 0 && rig.machine.holdings.isEmpty)
  }

  // Points 41, 42.
  @Test(arguments: Side.allCases)
  func `RFC 8656 §8.1 deleting one half leaves permissions and channels of the other`(side: Side)
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    let dual = try rig.allocateDual(&client)
    rig.bind(&client, 0x4000, four)
    rig.bind(&client, 0x4001, six)
    let id = client.freshID()
    let pieces: [TURNTestClient.Piece] = [.lifetime(0), .family(side == .v4 ? 2 : 1)]
    let deleted = try rig.ask(&client, .refresh, pieces, id: id)
    let again = try rig.ask(&client, .refresh, pieces, id: id)
    #expect(deleted.lifetime == 0 && again.lifetime == 0)
    rig.machine.checkConsistency("half deleted")
    let (number, other): (UInt16, UInt16) = side == .v4 ? (0x4000, 0x4001) : (0x4001, 0x4000)
    let relay = side == .v4 ? dual[.v4] : dual[.v6]
    let passed = rig.receive(channelData(number, [1]), along: client.path)
    #expect(passed == [.sent([1], along: relay.path(side.peer))])
    let dropped = rig.receive(channelData(other, [1]), along: client.path)
    #expect(dropped.isEmpty)
    let refused = try rig.ask(&client, .createPermission, [.peer(side.foreignPeer)])
    #expect(refused.code == .peerAddressFamilyMismatch)
    let permitted = rig.permit(&client, side.otherPeer)
    #expect(permitted)
    // The number is free for a peer of the half that is left.
    let rebound = rig.bind(&client, other, side.otherPeer)
    #expect(rebound)
  }

  // Points 43, 44.
  @Test func `RFC 8656 §10.2 one CreatePermission serves peers of both families, or none`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let dual = try rig.allocateDual(&client)
    let denied = try rig.ask(
      &client, .createPermission, [.peer(four), .peer(six), .peer("[::1]:1")])
    #expect(denied.code == .forbidden)
    let early = rig.sendIndication(&client, [.peer(four), .data([1])])
    #expect(early.isEmpty)
    let granted = try rig.ask(&client, .createPermission, [.peer(four), .peer(six)])
    #expect(granted.isSuccess)
    for (peer, family) in [(four, IPAddress.Family.v4), (six, .v6)] {
      let out = rig.sendIndication(&client, [.peer(peer), .data([2])])
      #expect(out == [.sent([2], along: dual[family].path(peer))])
      let back = rig.receive([3], along: dual[family].path(peer))
      #expect(back.first.flatMap { Answer($0) }?.peer == endpoint(peer))
    }
    rig.machine.checkConsistency("both families")
  }

  // Points 53, 54.
  @Test func `RFC 8656 §12.2 a channel belongs to the half of its peer, its number to the 5-tuple`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    let dual = try rig.allocateDual(&client)
    rig.bind(&client, 0x4000, six)
    let taken = try rig.ask(&client, .channelBind, [.channel(0x4000), .peer(four)])
    #expect(taken.code == .badRequest)
    let out = rig.receive(channelData(0x4000, [1, 2]), along: client.path)
    #expect(out == [.sent([1, 2], along: dual[.v6].path(six))])
    let back = rig.receive([9], along: dual[.v6].path(six))
    #expect(back.first?.bytes == channelData(0x4000, [9]))
  }

  @Test func `revoking a user and losing its association end both halves`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocateDual(&client)
    let revoked = rig.obey(.revoke(user: "alice"))
    #expect(revoked.count == 2 && rig.machine.allocationCount == 0)
    rig.obey(.readmit(user: "alice"))
    _ = try rig.allocateDual(&client)
    let departed = rig.tell(.departed(client.path))
    #expect(departed.count == 2 && rig.machine.allocationCount == 0)
    rig.machine.checkConsistency("nothing left")
  }

  @Test func `both halves of a member's allocation share one rate`() throws {
    var rig = try makeServer {
      $0.limits.roomBitsPerSecond = 1000
      $0.limits.roomBurstBytes = 60
      $0.limits.roomLowestPeerPort = 1
    }
    var client = TURNTestClient()
    client.beTimed("m.roomAAAAAAAAAAAA.memberAAAAAAAAAA", until: rig.now.unixSeconds + 1000)
    _ = try rig.allocateDual(&client)
    rig.bind(&client, 0x4000, four)
    rig.bind(&client, 0x4001, six)
    let first = rig.receive(channelData(0x4000, [1]), along: client.path)
    let second = rig.receive(channelData(0x4001, [1]), along: client.path)
    let third = rig.receive(channelData(0x4000, [1]), along: client.path)
    #expect(first.count == 1 && second.count == 1 && third.isEmpty)
    rig.machine.checkConsistency("one meter")
    let gone = try rig.ask(&client, .refresh, [.lifetime(0), .family(1)])
    #expect(gone.isSuccess)
    rig.machine.checkConsistency("one meter, one half")
  }
}
