import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

/// How the client meets servers that offer algorithms, and those who pretend to be one.
struct TURNClientAlgorithmTests {
  /// A client whose server offers these algorithms under features in the nonce's cookie.
  private func rig(
    _ features: String = "gAAB", offer: [UInt8]? = [2, 1], _ algorithm: PasswordAlgorithm = .sha256,
    options: TURNOptions = TURNOptions()
  ) throws -> TURNRig {
    var turn = try TURNRig(options: options)
    turn.server.nonce = "obMatJos2\(features)nonce-1"
    turn.server.offer = offer
    turn.server.algorithm = algorithm
    return turn
  }

  private func isIntact(_ request: SentMessage, _ integrity: Integrity, _ key: Digest) -> Bool {
    request.bytes.withRawSpan { span in
      var authenticator = Authenticator()
      guard let message = try? Message(parsing: span) else { return false }
      return key.withBytes { message.isIntact(integrity, key: $0, using: &authenticator) }
    }
  }

  @Test(arguments: ["gAAB", "gAAA", "AAAB", "P//9", "gAAD"])
  func `RFC 8489 §9.2.5 the first algorithm known is chosen and the offer repeated`(
    features: String
  ) throws {
    var turn = try rig(
      features, offer: [9, 2, 1], options: TURNOptions.showingUser)
    let request = try turn.challenge()
    #expect(request.attributes[.passwordAlgorithm] == [0, 2, 0, 0])
    #expect(request.attributes[.passwordAlgorithms] == [0, 9, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0])
    #expect(request.text(.username) == "user" && request.attributes[.userHash] == nil)
    let key = LongTermKey.derive(
      user: "user", realm: "example.org", password: "secret", by: .sha256)
    #expect(isIntact(request, .sha256, key) && !request.hasIntegrity)
    turn.receive(turn.server.allocation(request))
    #expect(turn.rig.news().count == 1)
    // What follows is signed alike.
    let permit = try #require(turn.rig.obey(.permit([turn.peer.address])).messages.first)
    #expect(
      permit.attributes[.passwordAlgorithm] == [0, 2, 0, 0] && isIntact(permit, .sha256, key))
    turn.receive(turn.server.success(permit))
    #expect(turn.rig.news() == [.permitted(turn.peer.address)])
  }

  @Test func `RFC 8489 §9.2.5 MD5 may be chosen, and is signed by SHA-256 then`() throws {
    var turn = try rig(offer: [1], .md5)
    let request = try turn.challenge()
    let key = LongTermKey.derive(user: "user", realm: "example.org", password: "secret")
    #expect(request.attributes[.passwordAlgorithm] == [0, 1, 0, 0])
    #expect(isIntact(request, .sha256, key))
    turn.receive(turn.server.allocation(request))
    #expect(turn.rig.news().count == 1)
  }

  @Test(arguments: ["QAAC", "AAAC", "wAAD", "QAAA"])
  func `RFC 8489 §9.2.5 where anonymity is offered the name is hashed, unless that is unwanted`(
    features: String
  ) throws {
    let hasAlgorithms = features == "wAAD"
    var turn = try rig(features)
    if !hasAlgorithms { turn.server.algorithm = nil }
    let request = try turn.challenge()
    let hash = UserHash.of(user: "user", realm: "example.org").array
    #expect(request.attributes[.userHash] == hash && request.text(.username) == nil)
    #expect((request.attributes[.passwordAlgorithm] != nil) == hasAlgorithms)
    turn.receive(turn.server.allocation(request))
    #expect(turn.rig.news().count == 1)
    var open = try rig(features, options: TURNOptions.showingUser)
    let named = try open.challenge()
    #expect(named.text(.username) == "user" && named.attributes[.userHash] == nil)
  }

  @Test(arguments: ["nonce-1", "obMatJos2", "obMatJos2AAAAnonce", "obMatJos3wAADnonce"])
  func `RFC 8489 §9.2.5 without the feature the client speaks RFC 5389`(nonce: String) throws {
    var turn = try rig()
    turn.server.nonce = nonce
    turn.server.algorithm = nil
    let request = try turn.challenge()
    #expect(request.attributes[.passwordAlgorithm] == nil && request.hasIntegrity)
    #expect(request.attributes[.passwordAlgorithms] == nil && request.text(.username) == "user")
    turn.receive(turn.server.allocation(request))
    #expect(turn.rig.news().count == 1)
  }

  @Test(arguments: [nil, [], [9], [UInt8](repeating: 2, count: 65)] as [[UInt8]?])
  func `RFC 8489 §9.2.5 a challenge whose announced algorithms cannot be used is not answered`(
    offer: [UInt8]?
  ) throws {
    var turn = try rig(offer: offer)
    let first = try #require(turn.rig.obey(.allocate).messages.first)
    #expect(turn.receive(turn.server.challenge(first)).isEmpty)
    #expect(turn.rig.news() == [.closed(.refused(.unauthenticated))])
  }

  @Test func `RFC 8489 §9.2.5 an answer that is signed by less is not believed`() throws {
    var turn = try rig()
    let request = try turn.challenge()
    var weaker = turn.server
    weaker.algorithm = nil
    #expect(turn.receive(weaker.allocation(request)).isEmpty)
    #expect(turn.receive(weaker.refusal(request, .forbidden)).isEmpty)
    #expect(turn.receive(weaker.allocation(request, .none)).isEmpty)
    #expect(turn.rig.news().isEmpty)
    turn.receive(turn.server.allocation(request))
    #expect(turn.rig.news().count == 1)
  }

  @Test(arguments: [ErrorCode.unauthenticated, .staleNonce])
  func `RFC 8489 §9.2.5 a challenge that offers less than before is dropped as forged`(
    code: ErrorCode
  ) throws {
    var turn = try rig()
    let request = try turn.challenge()
    var forger = turn.server
    forger.realm = "elsewhere.example"
    forger.nonce = "plain"
    #expect(turn.receive(forger.challenge(request, code)).isEmpty)
    forger.nonce = turn.server.nonce
    for offer in [nil, [1], [9]] as [[UInt8]?] {
      forger.offer = offer
      #expect(turn.receive(forger.challenge(request, code)).isEmpty)
    }
    #expect(turn.rig.news().isEmpty)
    // The request is still under way, and the true answer is taken.
    #expect(turn.rig.advance(milliseconds: 500).payloads == [request.bytes])
    turn.receive(turn.server.allocation(request))
    #expect(turn.rig.news().count == 1)
  }

  @Test func `a stale nonce is replaced by the next one, and the key stays`() throws {
    var turn = try rig()
    let request = try turn.challenge()
    turn.server.nonce = "obMatJos2gAABnonce-2"
    let again = try #require(
      turn.receive(turn.server.challenge(request, .staleNonce)).messages.first)
    #expect(again.text(.nonce) == "obMatJos2gAABnonce-2")
    turn.receive(turn.server.allocation(again))
    #expect(turn.rig.news().count == 1)
  }

  @Test func `RFC 8489 §9.2.2 name and password are prepared, or refused`() {
    #expect(Credential(user: "Ame\u{301}lie", password: "a\u{A0}b")?.user == "Am\u{E9}lie")
    #expect(Credential(user: "u", password: "a\u{A0}b")?.password == "a b")
    #expect(Credential(user: "", password: "p") == nil)
    #expect(Credential(user: "u", password: "") == nil)
    #expect(Credential(user: "u\u{0}", password: "p") == nil)
  }
}

extension TURNOptions {
  /// Options for a client that shows who it is.
  fileprivate static var showingUser: TURNOptions {
    var options = TURNOptions()
    options.hidesUser = false
    return options
  }
}
