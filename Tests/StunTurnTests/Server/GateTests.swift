import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

@Suite struct GateTests {
  // MARK: Who passes

  @Test func `a named user passes and is told by name`() throws {
    var rig = try GateRig()
    let admission = try rig.admit(GateRequest()).admission
    let key = LongTermKey.derive(user: "alice", realm: "example.org", password: "wonder")
    #expect(admission?.user == "alice" && admission?.quotaUser == "alice")
    #expect(admission?.key == key && admission?.integrity == .sha1)
    #expect(admission != nil && admission?.expires == nil)
  }

  @Test func `RFC 8489 §14.6 MESSAGE-INTEGRITY-SHA256 alone is as good`() throws {
    var rig = try GateRig()
    let admission = try rig.admit(GateRequest(integrities: [.sha256])).admission
    #expect(admission != nil)
    #expect(try rig.admit(GateRequest(password: "x", integrities: [.sha256])) == .unauthenticated)
  }

  @Test func `with both integrity attributes the first one counts`() throws {
    var rig = try GateRig()
    let admission = try rig.admit(GateRequest(integrities: [.sha1, .sha256])).admission
    #expect(admission?.integrity == .sha1)
  }

  @Test func `the answer to a request is right any number of times`() throws {
    var rig = try GateRig()
    let bytes = GateRequest(nonce: rig.nonce()).bytes
    let first = try rig.admit(bytes)
    #expect(first.admission != nil)
    #expect(try rig.admit(bytes) == first)
    #expect(try rig.admit(bytes, at: GateRig.moment(599)) == first)
  }

  // MARK: The order of RFC 8489 section 9.2.4

  @Test func `RFC 8489 §9.2.4 without integrity there is a challenge, whatever else is missing`()
    throws
  {
    var rig = try GateRig()
    let nonce = rig.nonce()
    #expect(try rig.admit(encoded(.allocate)) == .unauthenticated)
    #expect(
      try rig.admit(GateRequest(nonce: nonce, integrities: [])) == .unauthenticated)
    #expect(
      try rig.admit(GateRequest(user: nil, realm: nil, integrities: [])) == .unauthenticated)
    #expect(
      try rig.admit(GateRequest(nonce: [0x41], integrities: [])) == .unauthenticated)
  }

  @Test func `RFC 8489 §9.2.4 with integrity, missing USERNAME, REALM or NONCE is malformed`()
    throws
  {
    var rig = try GateRig()
    for integrity in [Integrity.sha1, .sha256] {
      #expect(try rig.admit(GateRequest(user: nil, integrities: [integrity])) == .malformed)
      #expect(try rig.admit(GateRequest(realm: nil, integrities: [integrity])) == .malformed)
      #expect(try rig.admit(GateRequest(integrities: [integrity]).bytes) == .malformed)
    }
  }

  @Test func `USERNAME behind the integrity attribute does not count`() throws {
    var rig = try GateRig()
    let nonce = rig.nonce()
    var authenticator = Authenticator()
    let key = LongTermKey.derive(user: "alice", realm: "example.org", password: "wonder")
    let bytes = encoded(.allocate) { output in
      output.append(.realm, text: "example.org")
      output.append(.nonce, bytes: nonce.raw)
      key.withBytes { output.append(.sha1, key: $0, using: &authenticator) }
      output.append(.username, text: "alice")
      output.endMessage()
    }
    #expect(try rig.admit(bytes) == .malformed)
  }

  @Test func `RFC 8489 §9.2.4 an unknown user and a wrong password look the same`() throws {
    var rig = try GateRig()
    #expect(try rig.admit(GateRequest(user: "mallory")) == .unauthenticated)
    #expect(try rig.admit(GateRequest(password: "blunder")) == .unauthenticated)
    #expect(try rig.admit(GateRequest(user: "")) == .unauthenticated)
    #expect(try rig.admit(GateRequest(user: "", password: "")) == .unauthenticated)
    #expect(try rig.admit(GateRequest(user: "ALICE")) == .unauthenticated)
    // The challenge is made of the realm and this nonce, which knows nothing of users.
    #expect(rig.nonce() == rig.nonce())
  }

  @Test func `one user's key does not pass for another`() throws {
    var rig = try GateRig()
    #expect(try rig.admit(GateRequest(user: "bob")) == .unauthenticated)
    #expect(try rig.admit(GateRequest(user: "bob", password: "builder")).admission != nil)
  }

  @Test func `every bit of a request is covered`() throws {
    var rig = try GateRig()
    let bytes = GateRequest(nonce: rig.nonce()).bytes
    #expect(try rig.admit(bytes).admission != nil)
    var parsed = 0
    for offset in bytes.indices {
      for bit in 0..<8 {
        let bent = bytes.replacing(offset, with: bytes[offset] ^ 1 << bit)
        guard parseError(bent) == nil else { continue }
        parsed += 1
        #expect(try rig.admit(bent).admission == nil, "byte \(offset), bit \(bit)")
      }
    }
    #expect(parsed > bytes.count)
  }

  @Test func `a foreign realm is a wrong key, not a hint`() throws {
    var rig = try GateRig()
    for realm in ["", "example.com", "Example.org", "example.org ", "example.or"] {
      #expect(try rig.admit(GateRequest(realm: realm)) == .unauthenticated)
      // Even a key made with our own realm does not help.
      let request = GateRequest(realm: realm, keyRealm: "example.org")
      #expect(try rig.admit(request) == .unauthenticated, "\(realm)")
    }
  }

  // MARK: Nonces

  @Test func `RFC 8489 §9.2.4 an expired nonce is found last`() throws {
    var rig = try GateRig()
    let nonce = rig.nonce()
    let late = GateRig.moment(600)
    #expect(try rig.admit(GateRequest(nonce: nonce), at: late) == .stale)
    #expect(
      try rig.admit(GateRequest(password: "x", nonce: nonce), at: late) == .unauthenticated)
    #expect(
      try rig.admit(GateRequest(user: "mallory", nonce: nonce), at: late) == .unauthenticated)
    #expect(try rig.admit(GateRequest(), at: late).admission != nil)
  }

  @Test func `a nonce that was never issued is found before user and password are looked at`()
    throws
  {
    var rig = try GateRig()
    for nonce in [
      [], [0x41], [UInt8](repeating: 0x41, count: 24), [UInt8](repeating: 0, count: 763),
    ] {
      #expect(try rig.admit(GateRequest(nonce: nonce)) == .stale)
      #expect(try rig.admit(GateRequest(user: "mallory", nonce: nonce)) == .stale)
      #expect(try rig.admit(GateRequest(password: "x", nonce: nonce)) == .stale)
      #expect(try rig.admit(GateRequest(realm: "x", nonce: nonce)) == .stale)
    }
  }

  @Test func `a nonce taken along to another address or port is stale there`() throws {
    var rig = try GateRig()
    let bytes = GateRequest(nonce: rig.nonce()).bytes
    #expect(try rig.admit(bytes, along: .test(client: "192.0.2.1:1001")) == .stale)
    #expect(try rig.admit(bytes, along: .test(client: "192.0.2.2:1000")) == .stale)
    #expect(
      try rig.admit(bytes, along: .test(client: "192.0.2.1:1000", local: "203.0.113.1")) == .stale)
    let sameElsewhere = Path.test(client: "192.0.2.1:1000", socket: .test(4, loop: 1))
    #expect(try rig.admit(bytes, along: sameElsewhere).admission != nil)
  }

  @Test
  func `a rotation of the nonce key goes unnoticed once and makes nonces stale the second time`()
    throws
  {
    var rig = try GateRig()
    let bytes = GateRequest(nonce: rig.nonce()).bytes
    let second = [UInt8](repeating: 8, count: NonceKey.count)
    let third = [UInt8](repeating: 9, count: NonceKey.count)
    rig.gate.nonceKey = NonceKey(current: second, previous: GateRig.key)
    #expect(try rig.admit(bytes).admission != nil)
    #expect(try rig.admit(GateRequest()).admission != nil)
    rig.gate.nonceKey = NonceKey(current: third, previous: second)
    #expect(try rig.admit(bytes) == .stale)
  }

  @Test func `a step of the wall clock leaves nonces as they are`() throws {
    var rig = try GateRig()
    let bytes = GateRequest(nonce: rig.nonce()).bytes
    for step: Int64 in [-1_700_000_000, -3600, 3600, 1 << 40] {
      let now = Moment(
        monotonic: GateRig.start.monotonic, unixSeconds: GateRig.start.unixSeconds + step)
      #expect(try rig.admit(bytes, at: now).admission != nil)
    }
  }

  // MARK: Lengths

  @Test func `RFC 8489 §14.3 §14.9 §14.10 longer values than allowed are malformed`() throws {
    let longest = String(repeating: "u", count: 508)
    var rig = try GateRig(users: [(longest, "p")])
    #expect(try rig.admit(GateRequest(user: longest, password: "p")).admission?.user == longest)
    #expect(try rig.admit(GateRequest(user: longest + "u")) == .malformed)
    let text = String(repeating: "r", count: 763)
    #expect(try rig.admit(GateRequest(realm: text)) == .unauthenticated)
    #expect(try rig.admit(GateRequest(realm: text + "r")) == .malformed)
    #expect(try rig.admit(GateRequest(nonce: Array(text.utf8))) == .stale)
    #expect(try rig.admit(GateRequest(nonce: Array(text.utf8) + [0x72])) == .malformed)
  }

  @Test func `RFC 8489 §14.3 a USERNAME that is no UTF-8 is malformed`() throws {
    var rig = try GateRig()
    let nonce = rig.nonce()
    var authenticator = Authenticator()
    let (name, key): ([UInt8], [UInt8]) = ([0xFF, 0xFE], [1])
    let bytes = encoded(.allocate) { output in
      output.append(.username, bytes: name.raw)
      output.append(.realm, text: "example.org")
      output.append(.nonce, bytes: nonce.raw)
      output.append(.sha1, key: key.raw, using: &authenticator)
    }
    #expect(try rig.admit(bytes) == .malformed)
  }

  @Test func `RFC 8489 §14.6 a truncated code passes only with 16 bytes or more`() throws {
    var rig = try GateRig()
    let bytes = GateRequest(nonce: rig.nonce(), integrities: [.sha256]).bytes
    for kept in stride(from: 0, through: 32, by: 4) {
      // Not the prefix of a longer code: the header's length is part of what is authenticated.
      let key = LongTermKey.derive(user: "alice", realm: "example.org", password: "wonder")
      var short = Array(bytes.dropLast(36))
      let count = UInt16(short.count - 20 + 4 + kept)
      short[2] = UInt8(count >> 8)
      short[3] = UInt8(count & 255)
      var authenticator = Authenticator()
      let code = authenticator.code(.sha256, key: key.array, over: short)
      short += [0x00, 0x1C, 0x00, UInt8(kept)] + code.array.prefix(kept)
      let isAdmitted = try rig.admit(short).admission != nil
      #expect(isAdmitted == (kept >= 16), "\(kept) bytes")
    }
  }
}
