import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// The wire behaviour of authentication; the rules themselves are tested with the gate.
@Suite struct AuthenticationTests {
  private let id = TransactionID(high: 3, low: 4)
  private let allocate = MessageType(.allocate, .request)
  private let challenged: [AttributeType] = [.errorCode, .realm, .nonce, .passwordAlgorithms]

  // Points 16, 12.
  @Test func `RFC 8489 §9.2.4 a request without integrity gets a bare challenge`() throws {
    var rig = try makeServer { $0.software = "signald" }
    let client = TURNTestClient()
    let answer = rig.exchange(
      client.plain(allocate, [.transport(17)], id: id), along: client.path)
    #expect(answer?.code == .unauthenticated)
    #expect(answer?.types == challenged)
    #expect(answer?.hasIntegrity == false && answer?.hasIntegritySHA256 == false)
    #expect(answer?.realm == Array("example.org".utf8))
  }

  // Point 16.
  @Test func `RFC 8489 §9.2.4 the nonce differs between source addresses and ports`() throws {
    var rig = try makeServer()
    var nonces: Set<[UInt8]> = []
    for source in ["198.51.100.20:4000", "198.51.100.20:4001", "198.51.100.21:4000"] {
      var client = TURNTestClient(source)
      rig.fetchNonce(&client)
      nonces.insert(client.nonce)
    }
    #expect(nonces.count == 3 && !nonces.contains([]))
  }

  // Points 16, 20, 25: a nonce of another address is none of ours.
  @Test func `RFC 8489 §9.2.4 a nonce issued to another address is answered with 438`() throws {
    var rig = try makeServer()
    var other = TURNTestClient("198.51.100.21:4000")
    rig.fetchNonce(&other)
    var client = TURNTestClient()
    client.nonce = other.nonce
    let answer = rig.exchange(
      client.signed(.allocate, [.transport(17)], id: id), along: client.path)
    #expect(answer?.code == .staleNonce && answer?.types == challenged)
  }

  // Point 17.
  @Test(arguments: [0x0006, 0x0014, 0x0015] as [UInt16])
  func `RFC 8489 §9.2.4 integrity without user, realm or nonce is refused with a bare 400`(
    missing: UInt16
  ) throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    let bytes = client.signed(.allocate, [.transport(17)], id: id)
    let answer = rig.exchange(bytes.without(missing), along: client.path)
    #expect(answer?.code == .badRequest && answer?.types == [.errorCode])
    #expect(answer?.hasIntegrity == false)
  }

  // Point 19.
  @Test func `RFC 8489 §9.2.4 an unknown user and a wrong password get the same answer`() throws {
    var rig = try makeServer()
    var stranger = TURNTestClient()
    rig.fetchNonce(&stranger)
    var forger = stranger
    stranger.user = "mallory"
    forger.password = "wrong"
    let first = rig.exchange(
      stranger.signed(.allocate, [.transport(17)], id: id), along: stranger.path)
    let second = rig.exchange(
      forger.signed(.allocate, [.transport(17)], id: id), along: forger.path)
    #expect(first?.code == .unauthenticated && first?.types == challenged)
    #expect(first?.bytes == second?.bytes)
  }

  // Points 20, 25.
  @Test func `RFC 8489 §9.2.4 an old nonce is answered with 438 and a new one that works`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    rig.advance(seconds: 3600)
    let stale = rig.exchange(
      client.signed(.allocate, [.transport(17)], id: id), along: client.path)
    #expect(stale?.code == .staleNonce && stale?.types == challenged)
    #expect(stale?.hasIntegrity == false)
    client.nonce = try #require(stale?.nonce)
    let granted = rig.exchange(
      client.signed(.allocate, [.transport(17)], id: id), along: client.path)
    #expect(granted?.isSuccess == true)
  }

  // Point 20: order.
  @Test func `RFC 8489 §9.2.4 with an old nonce and a wrong password the answer is 401`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    client.password = "wrong"
    rig.advance(seconds: 3600)
    let answer = rig.exchange(
      client.signed(.allocate, [.transport(17)], id: id), along: client.path)
    #expect(answer?.code == .unauthenticated)
  }

  // Point 21.
  @Test(arguments: [PasswordAlgorithm?.none, .md5, .sha256])
  func `RFC 8489 §9.2.4 an answer is signed by SHA-256 for whoever names an algorithm`(
    algorithm: PasswordAlgorithm?
  ) throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    client.algorithm = algorithm
    let integrity: Integrity = algorithm == nil ? .sha1 : .sha256
    let granted = try rig.ask(&client, .allocate, [.transport(17)])
    let refused = try rig.ask(&client, .createPermission)
    for answer in [granted, refused] {
      #expect(answer.isIntact(integrity, key: client.key))
      #expect(answer.hasIntegrity == (integrity == .sha1))
      #expect(answer.hasIntegritySHA256 == (integrity == .sha256))
      #expect(!answer.types.contains(.realm) && !answer.types.contains(.nonce))
      #expect(!answer.types.contains(.username) && !answer.types.contains(.userHash))
    }
  }

  // Point 21: who names no algorithm is taken for a client of RFC 5389 whatever it signs with.
  @Test func `RFC 8489 §9.2.4 without an algorithm the answer has MESSAGE-INTEGRITY`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    client.integrity = .sha256
    let granted = try rig.ask(&client, .allocate, [.transport(17)])
    #expect(granted.isSuccess && granted.isIntact(.sha1, key: client.key))
  }

  // Points 22, 40.
  @Test func `RFC 8656 §5 the password of a time-limited credential is made from the secret`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    client.beTimed("carol", until: rig.now.unixSeconds + 100)
    let granted = try rig.ask(&client, .allocate, [.transport(17)])
    #expect(granted.isSuccess && granted.isIntact(.sha1, key: client.key))
    var late = TURNTestClient("198.51.100.21:1")
    late.beTimed("carol", until: rig.now.unixSeconds - 1)
    let refused = try rig.ask(&late, .allocate, [.transport(17)])
    #expect(refused.code == .unauthenticated)
  }

  // Point 23.
  @Test func `RFC 8489 §14.3 a USERNAME of more than 508 bytes is refused with 400`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    client.user = String(repeating: "a", count: 509)
    let answer = rig.exchange(
      client.signed(.allocate, [.transport(17)], id: id), along: client.path)
    #expect(answer?.code == .badRequest)
  }

  // Point 24.
  @Test func `RFC 8489 §9.2.4 errors of an authenticated request are signed`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let missing = try rig.ask(&client, .allocate)
    let transport = try rig.ask(&client, .allocate, [.transport(6)])
    let mismatch = try rig.ask(&client, .refresh)
    #expect(missing.code == .badRequest && transport.code == .unsupportedTransportProtocol)
    #expect(mismatch.code == .allocationMismatch)
    for answer in [missing, transport, mismatch] {
      #expect(answer.isIntact(.sha1, key: client.key))
    }
  }

  // Point 27.
  @Test func `RFC 8656 §21 strangers leave nothing behind, and a challenge stays small`() throws {
    var rig = try makeServer()
    for port in 1...500 {
      let client = TURNTestClient("198.51.100.20:\(port)")
      let request = client.plain(allocate, [.transport(17)], id: id)
      let outputs = rig.receive(request, along: client.path)
      #expect(outputs.count == 1)
      // ERROR-CODE 24, REALM 16, NONCE 36, PASSWORD-ALGORITHMS 12: with IP and UDP 136 bytes for
      // 56, which is 2.43 times what came.
      #expect(outputs.first?.bytes?.count == 108 && request.count == 28)
    }
    #expect(rig.machine.allocationCount == 0)
    #expect(rig.machine.deadline == nil)
  }

  // Point 12.
  @Test func `RFC 8656 §5 SOFTWARE is only in answers to who is authenticated`() throws {
    var rig = try makeServer { $0.software = "signald" }
    var client = TURNTestClient()
    let granted = try rig.ask(&client, .allocate, [.transport(17)])
    #expect(granted.types.contains(.software))
    let binding = rig.exchange(
      client.plain(MessageType(.binding, .request), id: id), along: client.path)
    #expect(binding?.types == [.xorMappedAddress])
  }
}

extension [UInt8] {
  /// A message without its attributes of one type.
  fileprivate func without(_ type: UInt16) -> [UInt8] {
    var kept = Array(self[0..<20])
    var offset = 20
    while offset < count {
      let length = Int(self[offset + 2]) << 8 | Int(self[offset + 3])
      let next = offset + 4 + (length + 3) & ~3
      if UInt16(self[offset]) << 8 | UInt16(self[offset + 1]) != type {
        kept += self[offset..<next]
      }
      offset = next
    }
    kept[2] = UInt8((kept.count - 20) >> 8)
    kept[3] = UInt8((kept.count - 20) & 255)
    return kept
  }
}
