import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// RFC 8489 on the wire: challenges, and whole allocations of its clients.
@Suite struct AlgorithmsWireTests {
  private let id = TransactionID(high: 5, low: 6)

  private func challenge(_ rig: inout Rig<TURNServer>, _ client: TURNTestClient) throws -> Answer {
    let bytes = client.plain(MessageType(.allocate, .request), [.transport(17)], id: id)
    let answer = rig.exchange(bytes, along: client.path)
    return try #require(answer)
  }

  @Test func `RFC 8489 §9.2.4 every challenge offers algorithms and says so in its nonce`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let first = try challenge(&rig, client)
    client.nonce = Array("obMatJos2AAAAforeign".utf8)
    let foreign = rig.exchange(
      client.signed(.allocate, [.transport(17)], id: id), along: client.path)
    client.nonce = first.nonce ?? []
    rig.advance(seconds: 3600)
    let stale = rig.exchange(
      client.signed(.allocate, [.transport(17)], id: id), along: client.path)
    #expect(
      [first.code, foreign?.code, stale?.code] == [.unauthenticated, .staleNonce, .staleNonce])
    for answer in [first, foreign, stale] {
      let bytes = answer?.bytes ?? []
      let message = try Message(parsing: bytes.raw)
      #expect(try message.passwordAlgorithms() == [2, 1])
      #expect(answer?.nonce?.prefix(13) == Array("obMatJos2gAAB".utf8)[...])
    }
  }

  @Test func `RFC 8489 §9.2.5 without secrets the nonce offers anonymity too`() throws {
    var rig = try makeServer {
      if let accounts = try? Accounts(realm: "r", users: [("alice", "wonder")], secrets: []) {
        $0.accounts = accounts
      }
    }
    let answer = try challenge(&rig, TURNTestClient())
    #expect(answer.nonce?.prefix(13) == Array("obMatJos2wAAD".utf8)[...])
  }

  @Test(arguments: [PasswordAlgorithm.sha256, .md5], [false, true])
  func `RFC 8489 §9.2.3 a client of RFC 8489 allocates, permits, binds, refreshes and deletes`(
    algorithm: PasswordAlgorithm, hidesName: Bool
  ) throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    client.algorithm = algorithm
    client.hidesName = hidesName
    _ = try rig.allocate(&client)
    let granted = [
      rig.permit(&client, "192.0.2.7:1"), rig.bind(&client, 0x4000, "192.0.2.7:1"),
    ]
    #expect(granted == [true, true])
    let longer = try rig.ask(&client, .refresh, [.lifetime(900)])
    #expect(longer.lifetime == 900 && longer.isIntact(.sha256, key: client.key))
    // Nobody on the way learns the name.
    let name = Array("alice".utf8)
    let bytes = client.signed(.refresh, [.lifetime(0)], id: client.freshID())
    let isNamed = (0..<bytes.count - name.count).contains { bytes[$0...].starts(with: name) }
    #expect(isNamed != hidesName)
    _ = rig.receive(bytes, along: client.path)
    #expect(rig.machine.allocationCount == 0)
  }

  @Test func `RFC 8489 §9.2.4 the 400 for a changed offer is bare`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    let pieces: [TURNTestClient.Piece] = [.transport(17), .raw(0x8002, [0, 1, 0, 0])]
    client.algorithm = .md5
    let answer = rig.exchange(client.signed(.allocate, pieces, id: id), along: client.path)
    #expect(answer?.code == .badRequest && answer?.types == [.errorCode])
    #expect(answer?.hasIntegrity == false && answer?.hasIntegritySHA256 == false)
  }

  @Test func `RFC 8656 §5 one user is the same by name and by hash, by MD5 and by SHA-256`() throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    client.algorithm = .sha256
    client.hidesName = true
    let isSame = try rig.ask(&client, .refresh).isSuccess
    #expect(isSame)
  }
}
