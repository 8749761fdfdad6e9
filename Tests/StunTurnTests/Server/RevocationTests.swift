import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// What ends a credential or an allocation before its time, and what takes the place of what.
@Suite struct RevocationTests {
  @Test func `RFC 8489 §9.2.4 a revoked user is told what a stranger is told`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    rig.obey(.revoke(user: "alice"))
    #expect(rig.machine.allocationCount == 0)
    let id = client.freshID()
    let refused = try rig.ask(&client, .allocate, [.transport(17)], id: id)
    client.password = "wrong"
    let wrong = try rig.ask(&client, .allocate, [.transport(17)], id: id)
    #expect(refused.code == .unauthenticated && refused.bytes == wrong.bytes)
    var bob = TURNTestClient("198.51.100.21:1")
    bob.user = "bob"
    bob.password = "builder"
    let isBobGranted = try rig.ask(&bob, .allocate, [.transport(17)]).isSuccess
    #expect(isBobGranted)
  }

  @Test func `the allocations of a user can end without his credentials`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    rig.obey(.killUser("bob"))
    #expect(rig.machine.allocationCount == 1)
    rig.obey(.killUser("alice"))
    #expect(rig.machine.allocationCount == 0)
    _ = try rig.allocate(&client)
    #expect(rig.machine.allocationCount == 1)
  }

  @Test func `a revocation covers every credential of the user until its end`() throws {
    var rig = try makeServer()
    let start = rig.now.unixSeconds
    rig.obey(.revoke(user: "carol", seconds: 100))
    var client = TURNTestClient()
    for (seconds, code) in [(50, ErrorCode?.some(.unauthenticated)), (200, .unauthenticated)] {
      client.beTimed("carol", until: start + Int64(seconds))
      let answered = try rig.ask(&client, .allocate, [.transport(17)]).code
      #expect(answered == code)
    }
    rig.advance(seconds: 100)
    let isGrantedLater = try rig.ask(&client, .allocate, [.transport(17)]).isSuccess
    #expect(isGrantedLater)
  }

  @Test func `who is readmitted may allocate again`() throws {
    var rig = try makeServer()
    var client = TURNTestClient.member(until: rig.now.unixSeconds + 1000)
    rig.obey(.revoke(user: "m.roomAAAAAAAAAAAA.memberAAAAAAAAAA", seconds: 900))
    let revoked = try rig.ask(&client, .allocate, [.transport(17)]).code
    #expect(revoked == .unauthenticated)
    rig.obey(.readmit(user: "m.roomAAAAAAAAAAAA.memberAAAAAAAAAA"))
    let isGrantedAgain = try rig.ask(&client, .allocate, [.transport(17)]).isSuccess
    #expect(isGrantedAgain)
  }

  @Test func `a full table of revoked names says whom it forgets`() throws {
    var rig = try makeServer { $0.limits.revocations = 1 }
    rig.obey(.revoke(user: "carol", seconds: 10))
    let before = rig.news()
    #expect(before.isEmpty)
    rig.obey(.revoke(user: "dave", seconds: 20))
    let news = rig.news()
    #expect(news == [.revocationForgotten(user: "carol")])
  }

  @Test func `an allocation is killed by its relayed address, and all of a client by its own`()
    throws
  {
    var rig = try makeServer()
    var relays: [Relayed] = []
    for (client, local) in [
      ("198.51.100.20:1", "198.51.100.1"), ("198.51.100.20:1", "198.51.100.2"),
      ("198.51.100.20:2", "198.51.100.1"),
    ] {
      var client = TURNTestClient(client, local: local)
      relays.append(try rig.allocate(&client))
    }
    _ = rig.news()
    let isNobodyMeant = rig.obey(.kill(relayed: endpoint("203.0.113.9:1"))).isEmpty
    #expect(isNobodyMeant)
    let closed = rig.obey(.kill(relayed: relays[2].endpoint)).count
    #expect(closed == 1)
    let last = rig.news().first
    #expect(
      last
        == .ended(
          client: endpoint("198.51.100.20:2"), relayed: relays[2].endpoint, user: "alice", .killed))
    #expect(rig.machine.allocationCount == 2)
    let rest = rig.obey(.killClient(endpoint("198.51.100.20:1"))).count
    #expect(rest == 2)
    #expect(rig.machine.allocationCount == 0 && rig.machine.holdings.isEmpty)
    var again = TURNTestClient("198.51.100.20:2")
    let isGrantedAnew = try rig.ask(&again, .allocate, [.transport(17)]).isSuccess
    #expect(isGrantedAnew)
  }

  @Test func `replaced accounts let in who is new and nobody who is gone`() throws {
    var rig = try makeServer()
    var alice = TURNTestClient()
    var carol = TURNTestClient("198.51.100.21:1")
    carol.beTimed("carol", until: rig.now.unixSeconds + 1000)
    _ = try rig.allocate(&alice)
    _ = try rig.allocate(&carol)
    let accounts = try Accounts(
      realm: "example.org", users: [("bob", "builder"), ("dave", "d")], secrets: ["new"])
    rig.obey(.replace(accounts: accounts))
    let gone = try rig.ask(&alice, .refresh).code
    #expect(gone == .unauthenticated)
    let former = try rig.ask(&carol, .refresh).code
    #expect(former == .unauthenticated)
    #expect(rig.machine.allocationCount == 2)
    var dave = TURNTestClient("198.51.100.22:1")
    dave.user = "dave"
    dave.password = "d"
    let isNewGranted = try rig.ask(&dave, .allocate, [.transport(17)]).isSuccess
    #expect(isNewGranted)
  }

  @Test func `a nonce from before its key was replaced still holds`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    let old = NonceKey(current: Array(repeating: 7, count: 32))
    rig.obey(.replaceNonceKey(old.rotated(to: Array(repeating: 8, count: 32))))
    let bytes = client.signed(.allocate, [.transport(17)], id: client.freshID())
    let outputs = rig.receive(bytes, along: client.path)
    #expect(outputs.first.flatMap { Answer($0) }?.code == nil)
    rig.obey(.replaceNonceKey(NonceKey(current: Array(repeating: 9, count: 32))))
    let refresh = client.signed(.refresh, id: client.freshID())
    let unknown = rig.exchange(refresh, along: client.path)?.code
    #expect(unknown == .staleNonce)
  }

  @Test func `replaced peers hold for what is asked from then on`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    let isPermittedBefore = rig.permit(&client, "192.0.2.7:1")
    #expect(isPermittedBefore)
    rig.obey(.replacePeers(allowed: [], denied: [try #require(IPPrefix("203.0.114.0/24"))]))
    let denied = [
      rig.permit(&client, "192.0.2.8:1"), rig.permit(&client, "203.0.114.1:1"),
      // Its own listeners stay out of reach.
      rig.bind(&client, 0x4000, "198.51.100.1:3478"),
    ]
    #expect(denied == [false, false, false])
    let isOtherPermitted = rig.permit(&client, "203.0.115.1:1")
    #expect(isOtherPermitted)
  }

  // MARK: Expiry

  @Test func `an allocation outlives its credential unless the operator is strict`() throws {
    for isStrict in [false, true] {
      var rig = try makeServer { $0.limits.endsWithCredential = isStrict }
      var client = TURNTestClient()
      client.beTimed("carol", until: rig.now.unixSeconds + 100)
      let granted = try rig.ask(&client, .allocate, [.transport(17), .lifetime(3000)])
      #expect(granted.lifetime == (isStrict ? 100 : 3000))
      rig.advance(seconds: 50)
      let refreshed = try rig.ask(&client, .refresh, [.lifetime(3000)])
      #expect(refreshed.lifetime == (isStrict ? 50 : 3000))
      rig.advance(seconds: 51)
      #expect(rig.machine.allocationCount == (isStrict ? 0 : 1))
      let late = try rig.ask(&client, .refresh).code
      #expect(late == .unauthenticated)
    }
  }

  @Test func `strictness leaves users without an expiry alone`() throws {
    var rig = try makeServer { $0.limits.endsWithCredential = true }
    var client = TURNTestClient()
    let lifetime = try rig.ask(&client, .allocate, [.transport(17), .lifetime(3000)]).lifetime
    #expect(lifetime == 3000)
  }

  @Test func `RFC 8489 §14.16 a draining server may name the domain of its alternatives`() throws {
    var rig = try makeServer()
    let alternatives = [endpoint("192.0.2.50:3478")]
    for (domain, isTold) in [
      ("turn.example.net", true), (nil, false), ("", false), ("m\u{E4}x.example", false),
      (String(repeating: "a", count: 255), true), (String(repeating: "a", count: 256), false),
    ] {
      rig.obey(.drain(alternatives: alternatives, domain: domain))
      var client = TURNTestClient()
      let answer = try rig.ask(&client, .allocate, [.transport(17)])
      #expect(answer.code == .tryAlternate && answer.alternate == alternatives[0])
      let message = try Message(parsing: answer.bytes.raw)
      let told = message.first(.alternateDomain)?.copied()
      #expect(told == (isTold ? domain.map { Array($0.utf8) } : nil))
    }
  }
}
