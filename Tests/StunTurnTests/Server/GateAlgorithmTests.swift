import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

/// What RFC 8489 added to the long-term mechanism of RFC 5389.
@Suite struct GateAlgorithmTests {
  @Test(arguments: [PasswordAlgorithm.sha256, .md5])
  func `RFC 8489 §9.2.4 a client may choose either algorithm of the offer`(
    algorithm: PasswordAlgorithm
  ) throws {
    var rig = try GateRig()
    let admission = try rig.admit(GateRequest.modern(algorithm)).admission
    #expect(admission?.user == "alice" && admission?.integrity == .sha256)
    #expect(admission?.key.count == (algorithm == .md5 ? 16 : 32))
  }

  // Derivation and integrity are independent.
  @Test func `RFC 8489 §9.2.4 either integrity attribute goes with either algorithm`() throws {
    var rig = try GateRig()
    for algorithm in [PasswordAlgorithm.sha256, .md5] {
      for integrities in [[Integrity.sha1], [.sha256], [.sha1, .sha256]] {
        var request = GateRequest.modern(algorithm)
        request.integrities = integrities
        #expect(try rig.admit(request).admission?.integrity == .sha256)
        request.password = "x"
        #expect(try rig.admit(request) == .unauthenticated)
      }
    }
  }

  @Test func `RFC 8489 §9.2.4 a request that names no algorithm is taken to mean MD5`() throws {
    var rig = try GateRig()
    #expect(try rig.admit(GateRequest()).admission?.integrity == .sha1)
    #expect(try rig.admit(GateRequest(integrities: [.sha256])).admission?.integrity == .sha1)
    let key = LongTermKey.derive(
      user: "alice", realm: "example.org", password: "wonder", by: .sha256)
    #expect(try rig.admit(GateRequest()).admission?.key != key)
  }

  @Test func `RFC 8489 §9.2.4 half of the two algorithm attributes is malformed`() throws {
    var rig = try GateRig()
    var request = GateRequest.modern()
    request.offer = nil
    #expect(try rig.admit(request) == .malformed)
    request = GateRequest(offer: [.sha256, .md5])
    #expect(try rig.admit(request) == .malformed)
  }

  @Test(
    arguments: [
      [], [.md5], [.sha256], [.md5, .sha256], [.sha256, .md5, .md5],
    ] as [[PasswordAlgorithm]])
  func `RFC 8489 §9.2.1 who saw another offer than ours was bid down and is malformed`(
    offer: [PasswordAlgorithm]
  ) throws {
    var rig = try GateRig()
    for algorithm in [PasswordAlgorithm.sha256, .md5] {
      var request = GateRequest.modern(algorithm)
      request.offer = offer
      #expect(try rig.admit(request) == .malformed)
    }
  }

  @Test func `RFC 8489 §14.12 an algorithm that is unknown or does not parse is malformed`() throws
  {
    var rig = try GateRig()
    for value in ["00030000", "00000000", "0002", "", "0002000000010000"] {
      let nonce = rig.nonce()
      var authenticator = Authenticator()
      let key = LongTermKey.derive(user: "alice", realm: "example.org", password: "wonder")
      let bytes = encoded(.allocate) { output in
        output.append(.username, text: "alice")
        output.append(.realm, text: "example.org")
        output.append(.nonce, bytes: nonce.raw)
        output.append(passwordAlgorithms: [.sha256, .md5])
        output.append(.passwordAlgorithm, bytes: hex(value).raw)
        key.withBytes { output.append(.sha256, key: $0, using: &authenticator) }
        output.endMessage()
      }
      #expect(try rig.admit(bytes) == .malformed, "\(value)")
    }
  }

  // A client that comes from another server brings that one's nonce and offer.
  @Test func `an offer is compared only if the nonce is ours`() throws {
    var rig = try GateRig()
    var request = GateRequest.modern()
    request.offer = [.md5]
    request.nonce = Array("obMatJos2AAABother".utf8)
    #expect(try rig.admit(request) == .stale)
  }

  @Test func `RFC 8489 §9.2.4 algorithms are checked before the user`() throws {
    var rig = try GateRig()
    var request = GateRequest.modern(user: "mallory")
    request.offer = [.md5]
    #expect(try rig.admit(request) == .malformed)
    request.offer = [.sha256, .md5]
    #expect(try rig.admit(request) == .unauthenticated)
  }

  // MARK: USERHASH

  @Test func `RFC 8489 §14.4 a named user passes by the hash of its name`() throws {
    var rig = try GateRig()
    for request in [GateRequest().anonymous, GateRequest.modern().anonymous] {
      let admission = try rig.admit(request).admission
      #expect(admission?.user == "alice" && admission?.quotaUser == "alice")
      var wrong = request
      wrong.password = "x"
      #expect(try rig.admit(wrong) == .unauthenticated)
    }
  }

  @Test func `RFC 8489 §14.4 a hash of anything else is of nobody`() throws {
    var rig = try GateRig()
    #expect(
      try rig.admit(GateRequest.modern(user: "mallory").anonymous) == .unauthenticated)
    var other = GateRequest.modern().anonymous
    other.hash = UserHash.of(user: "alice", realm: "example.com").array
    #expect(try rig.admit(other) == .unauthenticated)
    other.hash = UserHash.of(user: "bob", realm: "example.org").array
    #expect(try rig.admit(other) == .unauthenticated)
  }

  @Test func `RFC 8489 §14.4 a hash of any other length, or beside USERNAME, is malformed`() throws
  {
    var rig = try GateRig()
    for count in [0, 31, 33, 64] {
      var request = GateRequest.modern()
      request.hash = [UInt8](repeating: 1, count: count)
      #expect(try rig.admit(request) == .malformed)
    }
    let nonce = rig.nonce()
    let key = LongTermKey.derive(user: "alice", realm: "example.org", password: "wonder")
    let hash = UserHash.of(user: "alice", realm: "example.org").array
    var authenticator = Authenticator()
    let both = encoded(.allocate) { output in
      output.append(.username, text: "alice")
      output.append(.userHash, bytes: hash.raw)
      output.append(.realm, text: "example.org")
      output.append(.nonce, bytes: nonce.raw)
      key.withBytes { output.append(.sha1, key: $0, using: &authenticator) }
      output.endMessage()
    }
    #expect(try rig.admit(both) == .malformed)
  }

  @Test func `RFC 8489 §14.4 a time-limited name cannot be found by its hash`() throws {
    var rig = try GateRig()
    let user = "1700000060:carol"
    let request = GateRequest.modern(user: user, password: GateRig.password(user, "north"))
    #expect(try rig.admit(request).admission != nil)
    #expect(try rig.admit(request.anonymous) == .unauthenticated)
  }

  // MARK: Every kind of account

  @Test func `RFC 8489 §18.5 every kind of account has a key by SHA-256`() throws {
    var rig = try GateRig()
    let rest = "1700000060:carol"
    var mint = CredentialMint(secret: "south")
    var pass = RelayPass(user: "dave", expires: 1_700_000_060)
    pass.bitsPerSecond = 64_000
    let credentials = [
      ("alice", "wonder"), (rest, mint.password(of: rest, .sha1)),
      (rest, mint.password(of: rest, .sha256)),
      (pass.username, mint.password(of: pass.username, .pass)),
    ]
    for (user, password) in credentials {
      for algorithm in [PasswordAlgorithm.sha256, .md5] {
        let request = GateRequest.modern(algorithm, user: user, password: password)
        #expect(try rig.admit(request).admission?.user == user)
        #expect(try rig.admit(request).admission?.user == user)
      }
      let old = GateRequest(user: user, password: password)
      #expect(try rig.admit(old).admission?.integrity == .sha1)
    }
  }

  @Test func `a user whose key is known for MD5 only is a stranger by SHA-256`() throws {
    var rig = try GateRig()
    let key = LongTermKey.derive(user: "eve", realm: "example.org", password: "p")
    rig.gate.replace(
      accounts: try Accounts(
        realm: "example.org",
        users: [Account(name: "eve", proof: .keys(LongTermKeys(md5: key)))], secrets: []))
    #expect(try rig.admit(GateRequest(user: "eve", password: "p")).admission != nil)
    #expect(try rig.admit(GateRequest.modern(.md5, user: "eve", password: "p")).admission != nil)
    #expect(
      try rig.admit(GateRequest.modern(.sha256, user: "eve", password: "p")) == .unauthenticated)
  }
}
