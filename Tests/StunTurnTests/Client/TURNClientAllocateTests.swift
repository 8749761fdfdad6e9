import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

struct TURNClientAllocateTests {
  @Test func `RFC 8656 §7.1 the first Allocate carries what was asked for and no credentials`()
    throws
  {
    let options = TURNOptions(families: .v6, lifetime: 900, evenPort: true, dontFragment: true)
    var turn = try TURNRig(options: options)
    let request = try #require(turn.rig.obey(.allocate).messages.first)
    #expect(request.type == MessageType(.allocate, .request))
    #expect(request.attributes[.requestedTransport] == [17, 0, 0, 0])
    #expect(request.attributes[.requestedAddressFamily] == [2, 0, 0, 0])
    #expect(request.number(.lifetime) == 900)
    #expect(request.attributes[.evenPort] == [0])
    #expect(request.attributes[.dontFragment] == [])
    #expect(request.attributes.count == 5 && !request.hasIntegrity && request.hasFingerprint)
    #expect(turn.rig.obey(.allocate).isEmpty)
  }

  @Test func `a plain Allocate asks for UDP and nothing else`() throws {
    var turn = try TURNRig()
    let request = try #require(turn.rig.obey(.allocate).messages.first)
    #expect(Array(request.attributes.keys) == [.requestedTransport])
  }

  @Test func `RFC 8489 §9.2.5 a 401 is answered with credentials under a new transaction`() throws {
    var turn = try TURNRig()
    let first = try #require(turn.rig.obey(.allocate).messages.first)
    let second = try #require(turn.receive(turn.server.challenge(first)).messages.first)
    #expect(second.id != first.id && second.hasIntegrity && second.hasFingerprint)
    #expect(second.text(.username) == "user")
    #expect(second.text(.realm) == "example.org" && second.text(.nonce) == "nonce-1")
    let key = LongTermKey.derive(user: "user", realm: "example.org", password: "secret")
    let isIntact = second.bytes.withRawSpan { span in
      var authenticator = Authenticator()
      guard let message = try? Message(parsing: span) else { return false }
      return key.withBytes { message.isIntact(.sha1, key: $0, using: &authenticator) }
    }
    #expect(isIntact)
    turn.receive(turn.server.allocation(second))
    #expect(
      turn.rig.news() == [
        .allocated(relayed: [turn.server.relayed], mapped: turn.server.mapped, lifetime: 600)
      ])
  }

  @Test func `a retransmission is the same, bit for bit`() throws {
    var turn = try TURNRig()
    let request = try turn.challenge()
    let sent = turn.rig.advance(milliseconds: 31_500).payloads
    #expect(sent == Array(repeating: request.bytes, count: 6))
    turn.rig.advance(milliseconds: 7_999)
    #expect(turn.rig.news().isEmpty)
    turn.rig.advance(milliseconds: 1)
    #expect(turn.rig.news() == [.closed(.timedOut)])
    #expect(turn.rig.machine.deadline == nil)
  }

  @Test func `over a stream nothing is sent twice, and silence ends it after 39.5 seconds`() throws
  {
    var turn = try TURNRig(overStream: true)
    _ = try turn.challenge()
    #expect(turn.rig.advance(milliseconds: 39_499).isEmpty)
    #expect(turn.rig.news().isEmpty)
    turn.rig.advance(milliseconds: 1)
    #expect(turn.rig.news() == [.closed(.timedOut)])
  }

  @Test func `RFC 8489 §9.2.5 forged answers are dropped and the true one is still taken`() throws {
    var turn = try TURNRig()
    let request = try turn.challenge()
    let server = turn.server
    #expect(turn.receive(server.allocation(request, .wrong)).isEmpty)
    #expect(turn.receive(server.allocation(request, .none)).isEmpty)
    for code in [ErrorCode.badRequest, .forbidden, .allocationQuotaReached, .tryAlternate] {
      #expect(turn.receive(server.refusal(request, code, .none)).isEmpty)
      #expect(turn.receive(server.refusal(request, code, .wrong)).isEmpty)
    }
    #expect(turn.receive(server.refusal(request, .unauthenticated, .wrong)).isEmpty)
    #expect(turn.rig.news().isEmpty)
    turn.receive(server.allocation(request))
    #expect(turn.rig.news().count == 1)
  }

  @Test func `the same credentials are not tried twice for the same realm`() throws {
    var turn = try TURNRig()
    let request = try turn.challenge()
    turn.server.nonce = "nonce-2"
    #expect(turn.receive(turn.server.challenge(request)).isEmpty)
    #expect(turn.rig.news() == [.closed(.refused(.unauthenticated))])
  }

  @Test func `another realm gets another key, once`() throws {
    var turn = try TURNRig()
    let first = try #require(turn.rig.obey(.allocate).messages.first)
    turn.receive(turn.server.allocation(first, .none))
    #expect(turn.rig.news().count == 1)
    let request = try #require(turn.rig.obey(.permit([turn.peer.address])).messages.first)
    #expect(!request.hasIntegrity)
    let again = try #require(turn.receive(turn.server.challenge(request)).messages.first)
    #expect(again.text(.realm) == "example.org")
    turn.server.realm = "example.net"
    #expect(turn.receive(turn.server.challenge(again)).isEmpty)
    #expect(
      turn.rig.news() == [.refused(.permission(turn.peer.address), .unauthenticated)])
    #expect(
      turn.rig.obey(.permit([turn.peer.address])).messages.first?.text(.realm) == "example.org")
  }

  @Test func `a 438 is answered with the new nonce, once a request`() throws {
    var turn = try TURNRig()
    let request = try turn.challenge()
    turn.server.nonce = "nonce-2"
    let again = try #require(
      turn.receive(turn.server.challenge(request, .staleNonce)).messages.first)
    #expect(again.text(.nonce) == "nonce-2" && again.id != request.id && again.hasIntegrity)
    turn.server.nonce = "nonce-3"
    #expect(turn.receive(turn.server.challenge(again, .staleNonce)).isEmpty)
    #expect(turn.rig.news() == [.closed(.refused(.staleNonce))])
  }

  @Test func `a 438 with another realm gets another key`() throws {
    var turn = try TURNRig()
    let request = try turn.challenge()
    turn.server.realm = "example.net"
    let again = try #require(
      turn.receive(turn.server.challenge(request, .staleNonce)).messages.first)
    #expect(again.text(.realm) == "example.net")
    turn.receive(turn.server.allocation(again))
    #expect(turn.rig.news().count == 1)
  }

  @Test func `a challenge without a usable realm and nonce is a refusal`() throws {
    for (realm, nonce) in [("", "n"), ("r", ""), (String(repeating: "r", count: 764), "n")] {
      var turn = try TURNRig()
      let request = try #require(turn.rig.obey(.allocate).messages.first)
      turn.server.realm = realm
      turn.server.nonce = nonce
      #expect(turn.receive(turn.server.challenge(request)).isEmpty)
      #expect(turn.rig.news() == [.closed(.refused(.unauthenticated))])
    }
  }

  @Test func `RFC 8656 §7.4 refusals of Allocate are told, with how long to stay away`() throws {
    let table: [(ErrorCode, UInt64)] = [
      (.badRequest, 0), (.forbidden, 0), (.allocationMismatch, 0), (.wrongCredentials, 0),
      (.addressFamilyNotSupported, 0), (.unsupportedTransportProtocol, 0),
      (.allocationQuotaReached, 60), (.insufficientCapacity, 60), (.serverError, 0),
    ]
    for (code, pause) in table {
      var turn = try TURNRig()
      let request = try turn.challenge()
      turn.receive(turn.server.refusal(request, code))
      #expect(turn.rig.news() == [.closed(.refused(code))])
      #expect(ClosingReason.refused(code).pause == pause)
      #expect(turn.rig.obey(.allocate).isEmpty)
    }
  }

  @Test func `RFC 8489 §10 a 300 names another server, unless it is the same one`() throws {
    for (alternate, reason): (String, ClosingReason) in [
      ("192.0.2.2:3478", .redirected(endpoint("192.0.2.2:3478"))),
      ("192.0.2.1:3478", .refused(.tryAlternate)),
    ] {
      var turn = try TURNRig()
      let request = try turn.challenge()
      turn.receive(
        turn.server.answer(request, .failure) { output in
          output.append(.tryAlternate)
          output.append(.alternateServer, plain: endpoint(alternate))
        })
      #expect(turn.rig.news() == [.closed(reason)])
    }
  }

  @Test func `RFC 8656 §7.3 a relayed address of another family is given back`() throws {
    var turn = try TURNRig()
    let request = try turn.challenge()
    turn.server.relayed = endpoint("[2001:db8::9]:50000")
    let delete = try #require(turn.receive(turn.server.allocation(request)).messages.first)
    #expect(delete.type.method == .refresh && delete.number(.lifetime) == 0)
    #expect(turn.rig.news().isEmpty)
    turn.receive(turn.server.success(delete, lifetime: 0))
    #expect(turn.rig.news() == [.closed(.wrongFamily)])
  }

  @Test func `an Allocate success without what it must have is given back`() throws {
    for missing in 0..<3 {
      var turn = try TURNRig()
      let request = try turn.challenge()
      let server = turn.server
      let answer = server.answer(request, .success) { output in
        if missing != 0 { output.append(.xorRelayedAddress, xor: server.relayed, id: request.id) }
        if missing != 1 { output.append(.lifetime, uint32: 600) }
        if missing != 2 { output.append(.xorMappedAddress, xor: server.mapped, id: request.id) }
      }
      let delete = try #require(turn.receive(answer).messages.first)
      #expect(delete.type.method == .refresh && delete.number(.lifetime) == 0)
      turn.rig.advance(milliseconds: 39_500)
      #expect(turn.rig.news() == [.closed(.malformed)])
    }
  }

  @Test func `ICMP ends an Allocate, but not an allocation`() throws {
    var turn = try TURNRig()
    let report = Undeliverable(path: turn.path, type: 3, code: 1, mtu: 0)
    _ = try turn.challenge()
    turn.rig.tell(.undeliverable(report))
    #expect(turn.rig.news() == [.closed(.unreachable)])
    turn = try TURNRig()
    try turn.allocate()
    turn.rig.tell(.undeliverable(report))
    #expect(turn.rig.news().isEmpty)
  }

  @Test func `a stream that ends closes the client`() throws {
    for ending in [Ending.reset, .finished, .timedOut] {
      var turn = try TURNRig(overStream: true)
      try turn.allocate()
      turn.rig.close(turn.link, ending)
      #expect(turn.rig.news() == [.closed(.disconnected(ending))])
    }
    var turn = try TURNRig(overStream: true)
    try turn.allocate()
    turn.receive([0x80, 0, 0, 0])
    #expect(turn.rig.news() == [.closed(.malformed)])
  }

  @Test func `a departed DTLS association closes the client`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    turn.rig.tell(.departed(turn.path))
    #expect(turn.rig.news() == [.closed(.disconnected(.finished))])
  }

  @Test func `credentials need a name of 1 to 508 bytes, and never show the password`() throws {
    #expect(Credential(user: "", password: "x") == nil)
    #expect(Credential(user: String(repeating: "u", count: 509), password: "x") == nil)
    let credential = try #require(
      Credential(user: String(repeating: "u", count: 508), password: "topsecret"))
    #expect(!"\(credential)".contains("topsecret"))
    #expect(!String(reflecting: credential).contains("topsecret"))
  }
}
