import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// When the server answers 400, when it says nothing, and how much it says to strangers.
@Suite struct SilenceTests {
  private let id = TransactionID(high: 13, low: 14)
  private let binding = MessageType(.binding, .request)

  // Section 4.9.
  @Test
  func `RFC 8656 §19 a well-formed request that makes no sense is told 400, all else nothing`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    let senseless = try rig.ask(&client, .channelBind, [.channel(0x4000)])
    #expect(senseless.code == .badRequest && senseless.isIntact(.sha1, key: client.key))
    let send = MessageType(.send, .indication)
    let success = MessageType(.allocate, .success)
    for bytes in [
      client.plain(send, [.data([1])], id: id), client.plain(success, id: id),
      channelData(0x4FFF, [1]), [], [0, 1], Array(repeating: 0, count: 20),
    ] {
      let outputs = rig.receive(bytes, along: client.path)
      #expect(outputs.isEmpty)
    }
  }

  /// How many of a hundred Binding requests of a source are answered.
  private func answers(_ rig: inout Rig<TURNServer>, _ source: String) -> Int {
    (1...100).map { port in
      let client = TURNTestClient("\(source):\(port)")
      return rig.receive(client.plain(binding, id: id), along: client.path).count
    }.reduce(0, +)
  }

  // Points 27 and section 4.9.
  @Test func `RFC 8656 §21 who proves nothing gets no more than a budget for each source`() throws {
    var rig = try makeServer {
      $0.limits.unverifiedAnswersPerSecond = 10
      $0.limits.unverifiedBurst = 20
      $0.limits.unverifiedNetworkFactor = 1000
    }
    let v4 = ["198.51.100.20", "198.51.100.20", "198.51.100.21", "192.0.2.20"].map {
      answers(&rig, $0)
    }
    #expect(v4 == [20, 0, 20, 20])
    let v6 = ["2001:db8:1:1::20", "2001:db8:1:ff::21", "2001:db8:1:100::20"].map {
      answers(&rig, "[\($0)]")
    }
    #expect(v6 == [20, 0, 20])
    let ourselves = ["127.0.0.1", "[::1]"].map { answers(&rig, $0) }
    #expect(ourselves == [100, 100])
    rig.advance(seconds: 1)
    let later = answers(&rig, "198.51.100.20")
    #expect(later == 10)
    #expect(rig.machine.statistics.drops(.overBudget) == 100 * 8 - 20 * 5 - 10)
  }

  // Point 27.
  @Test func `RFC 8656 §21 all sources of a network together get no more than five times that`()
    throws
  {
    var rig = try makeServer {
      $0.limits.unverifiedAnswersPerSecond = 10
      $0.limits.unverifiedBurst = 20
    }
    let v4 = (1...20).map { answers(&rig, "198.51.100.\($0)") }.reduce(0, +)
    let v6 = (1...20).map { answers(&rig, "[2001:db8:1:\($0)00::20]") }.reduce(0, +)
    let others = ["198.51.101.1", "[2001:db8:2::20]"].map { answers(&rig, $0) }
    #expect(v4 == 100 && v6 == 100 && others == [20, 20])
  }

  // Point 27: the budget is for strangers only.
  @Test func `RFC 8656 §21 who is authenticated is answered however many strangers there are`()
    throws
  {
    var rig = try makeServer {
      $0.limits.unverifiedAnswersPerSecond = 1
      $0.limits.unverifiedBurst = 1
    }
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    for _ in 0..<20 {
      rig.receive(client.plain(binding, id: id), along: client.path)
      let answer = try rig.ask(&client, .refresh)
      #expect(answer.isSuccess)
    }
  }

  // Point 27.
  @Test func `RFC 8656 §21 without a cap every stranger is answered`() throws {
    var rig = try makeServer { $0.limits.unverifiedAnswersPerSecond = nil }
    let client = TURNTestClient()
    for _ in 0..<3000 {
      let outputs = rig.receive(client.plain(binding, id: id), along: client.path)
      #expect(outputs.count == 1)
    }
  }

  // Point 11.
  @Test func `RFC 8489 §6.3.1 retransmitted permissions and channels get the same answers`() throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    for (method, pieces) in [
      (Method.createPermission, [TURNTestClient.Piece.peer("192.0.2.7:1")]),
      (.channelBind, [.channel(0x4000), .peer("192.0.2.7:1")]), (.refresh, [.lifetime(900)]),
    ] {
      let id = client.freshID()
      let first = try rig.ask(&client, method, pieces, id: id)
      let again = try rig.ask(&client, method, pieces, id: id)
      #expect(first.isSuccess && again.bytes == first.bytes)
    }
    let counts = [rig.machine.ledger.channels.count, rig.machine.ledger.permissions.count]
    #expect(counts == [1, 1])
  }
}
