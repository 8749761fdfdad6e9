import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// ICMP errors about relayed packets.
@Suite struct UndeliverableTests {
  /// One report of a family, and what ICMP tells of it.
  struct Report: Sendable {
    let side: Side
    let type: UInt8
    let code: UInt8
    let mtu: UInt32
    let data: UInt32?
  }

  // Point 49: `data` is nil where nothing is told.
  static let reports = [
    Report(side: .v4, type: 3, code: 3, mtu: 0, data: 0),
    Report(side: .v4, type: 3, code: 4, mtu: 1280, data: 1280),
    Report(side: .v4, type: 3, code: 1, mtu: 1280, data: 0),
    Report(side: .v4, type: 11, code: 0, mtu: 0, data: 0),
    Report(side: .v4, type: 0, code: 0, mtu: 0, data: nil),
    Report(side: .v4, type: 4, code: 0, mtu: 0, data: nil),
    Report(side: .v4, type: 5, code: 1, mtu: 0, data: nil),
    Report(side: .v4, type: 12, code: 0, mtu: 0, data: nil),
    Report(side: .v6, type: 1, code: 4, mtu: 0, data: 0),
    Report(side: .v6, type: 2, code: 0, mtu: 1300, data: 1300),
    Report(side: .v6, type: 3, code: 1, mtu: 0, data: 0),
    Report(side: .v6, type: 4, code: 0, mtu: 0, data: nil),
    Report(side: .v6, type: 11, code: 0, mtu: 0, data: nil),
    Report(side: .v6, type: 137, code: 0, mtu: 0, data: nil),
  ]

  @Test(arguments: UndeliverableTests.reports)
  func `RFC 8656 §11.5 an ICMP error becomes a Data indication with ICMP and without DATA`(
    report: Report
  ) throws {
    var rig = try makeServer()
    var client = TURNTestClient(report.side.client)
    let relay = try rig.allocate(&client, [.family(report.side.family)])
    rig.permit(&client, report.side.peer)
    let path = relay.path(report.side.samePeerOtherPort)
    let outputs = rig.tell(
      .undeliverable(
        Undeliverable(path: path, type: report.type, code: report.code, mtu: report.mtu)))
    guard let data = report.data else {
      #expect(outputs.isEmpty)
      return
    }
    let answer = try #require(outputs.first.flatMap { Answer($0) })
    #expect(outputs.count == 1 && answer.path == client.path)
    #expect(answer.type == MessageType(.data, .indication))
    #expect(answer.types == [.xorPeerAddress, .icmp])
    #expect(answer.peer == endpoint(report.side.samePeerOtherPort))
    let icmp = answer.read { (try? $0.icmp()) ?? nil } ?? nil
    #expect(icmp?.type == report.type && icmp?.code == report.code && icmp?.data == data)
  }

  // Point 49.
  @Test func `RFC 8656 §11.5 an ICMP error about a peer without a permission is dropped`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    let report = Undeliverable(path: relay.path("192.0.2.7:1"), type: 3, code: 3, mtu: 0)
    let early = rig.tell(.undeliverable(report))
    #expect(early.isEmpty && rig.machine.statistics.drops(.noPermission) == 1)
    rig.permit(&client, "192.0.2.7:1")
    let told = rig.tell(.undeliverable(report))
    #expect(told.count == 1)
    rig.advance(seconds: 300)
    let late = rig.tell(.undeliverable(report))
    #expect(late.isEmpty)
    _ = try rig.ask(&client, .refresh, [.lifetime(0)])
    let gone = rig.tell(.undeliverable(report))
    #expect(gone.isEmpty && rig.machine.statistics.drops(.noRelay) == 1)
  }

  // Point 49.
  @Test func `RFC 8656 §11.5 ICMP errors are passed on ten times in a second at most`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.permit(&client, "192.0.2.7:1")
    let report = Undeliverable(path: relay.path("192.0.2.7:1"), type: 3, code: 3, mtu: 0)
    var told = 0
    for _ in 0..<100 { told += rig.tell(.undeliverable(report)).count }
    #expect(told == 10 && rig.machine.statistics.drops(.overRate) == 90)
    rig.advance(milliseconds: 500)
    for _ in 0..<100 { told += rig.tell(.undeliverable(report)).count }
    #expect(told == 15)
    rig.advance(seconds: 60)
    for _ in 0..<100 { told += rig.tell(.undeliverable(report)).count }
    #expect(told == 25)
  }

  @Test func `RFC 8656 §11.5 an ICMP error about the client's own path is nobody's business`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    let outputs = rig.tell(
      .undeliverable(Undeliverable(path: client.path, type: 3, code: 3, mtu: 0)))
    #expect(outputs.isEmpty && rig.machine.allocationCount == 1)
  }

  // Points 60, 61.
  @Test(arguments: Side.allCases)
  func `RFC 8656 §14 a datagram that was too big for one peer does not keep others from passing`(
    side: Side
  ) throws {
    var rig = try makeServer()
    var client = TURNTestClient(side.client)
    let relay = try rig.allocate(&client, [.family(side.family)])
    for peer in [side.peer, side.otherPeer] { rig.permit(&client, peer) }
    let (type, code): (UInt8, UInt8) = side == .v4 ? (3, 4) : (2, 0)
    rig.tell(
      .undeliverable(
        Undeliverable(path: relay.path(side.peer), type: type, code: code, mtu: 1280)))
    for peer in [side.peer, side.otherPeer] {
      let outward = rig.sendIndication(&client, [.peer(peer), .data([1])])
      #expect(outward == [.sent([1], along: relay.path(peer))])
      let inward = rig.receive([2], along: relay.path(peer))
      #expect(inward.first.flatMap { Answer($0) }?.data == [2])
    }
  }

  // Behind a NAT the host knows the peer by another address than the client does.
  @Test func `RFC 8656 §11.5 a relayed address of ours is named as the client named it`() throws {
    var rig = try makeServer {
      $0.relays = [
        RelayAddress(local: address("10.0.0.5"), external: address("203.0.113.77"))
      ]
    }
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.permit(&client, "203.0.113.77:50000")
    let report = Undeliverable(path: relay.path("10.0.0.5:50000"), type: 3, code: 3, mtu: 0)
    let outputs = rig.tell(.undeliverable(report))
    #expect(outputs.first.flatMap { Answer($0) }?.peer == endpoint("203.0.113.77:50000"))
  }
}
