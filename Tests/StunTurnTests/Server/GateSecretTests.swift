import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

@Suite struct GateSecretTests {
  func request(_ user: String, _ secret: String = "north") -> GateRequest {
    GateRequest(user: user, password: GateRig.password(user, secret))
  }

  @Test func `whoever holds a time-limited credential passes until it expires`() throws {
    var rig = try GateRig()
    let admission = try rig.admit(request("1700000060:carol")).admission
    #expect(admission?.user == "1700000060:carol" && admission?.quotaUser == "carol")
    #expect(admission?.expires == 1_700_000_060)
    #expect(try rig.admit(request("1700000060:carol"), at: GateRig.moment(59)).admission != nil)
    let late = try rig.admit(request("1700000060:carol"), at: GateRig.moment(60))
    #expect(late == .unauthenticated)
    #expect(try rig.admit(request("1699999999:carol")) == .unauthenticated)
  }

  @Test func `an expiry alone is a user name too`() throws {
    var rig = try GateRig()
    let admission = try rig.admit(request("1700000060")).admission
    #expect(admission?.quotaUser == "1700000060" && admission?.expires == 1_700_000_060)
  }

  @Test func `the expiry cannot be moved`() throws {
    var rig = try GateRig()
    let password = GateRig.password("1700000060:carol", "north")
    for user in ["1700000061:carol", "1700000060:karol", "1700000060", "01700000060:carol"] {
      let verdict = try rig.admit(GateRequest(user: user, password: password))
      #expect(verdict == .unauthenticated, "\(user)")
    }
  }

  @Test func `every configured secret counts, and no other`() throws {
    var rig = try GateRig()
    let user = "1700000060:carol"
    #expect(try rig.admit(request(user, "north")).admission != nil)
    #expect(try rig.admit(request(user, "south")).admission != nil)
    #expect(try rig.admit(request(user, "north")).admission != nil)
    #expect(try rig.admit(request(user, "west")) == .unauthenticated)
    #expect(try rig.admit(request(user, "")) == .unauthenticated)
    var rotated = try GateRig(secrets: ["south"])
    #expect(try rotated.admit(request(user, "south")).admission != nil)
    #expect(try rotated.admit(request(user, "north")) == .unauthenticated)
  }

  @Test func `the eighth secret counts`() throws {
    var rig = try GateRig(secrets: (1...8).map { "secret \($0)" })
    #expect(try rig.admit(request("1700000060:carol", "secret 8")).admission != nil)
    #expect(try rig.admit(request("1700000060:carol", "secret 9")) == .unauthenticated)
  }

  @Test func `a remembered key is no way in for a wrong password or after the expiry`() throws {
    var rig = try GateRig()
    let good = request("1700000060:carol")
    for _ in 0..<3 { #expect(try rig.admit(good).admission != nil) }
    var bad = good
    bad.password = "guess"
    #expect(try rig.admit(bad) == .unauthenticated)
    #expect(try rig.admit(good).admission != nil)
    #expect(try rig.admit(good, at: GateRig.moment(61)) == .unauthenticated)
  }

  @Test func `more users than the cache has places all pass, again and again`() throws {
    var rig = try GateRig()
    for _ in 0..<2 {
      for number in 0..<2000 {
        let admission = try rig.admit(request("1700000060:user\(number)")).admission
        #expect(admission?.quotaUser == "user\(number)")
      }
    }
  }

  @Test func `a static name wins over a credential of the same name`() throws {
    let user = "1700000060:carol"
    var rig = try GateRig(users: [(user, "static")])
    let admission = try rig.admit(GateRequest(user: user, password: "static")).admission
    #expect(admission?.quotaUser == user)
    #expect(admission != nil && admission?.expires == nil)
    #expect(try rig.admit(request(user)) == .unauthenticated)
  }

  @Test func `without secrets nobody passes by a credential`() throws {
    var rig = try GateRig(secrets: [])
    #expect(try rig.admit(request("1700000060:carol")) == .unauthenticated)
    #expect(try rig.admit(request("1700000060:carol", "")) == .unauthenticated)
  }

  @Test func `an expired nonce with an expired credential is answered as unauthenticated`() throws {
    var rig = try GateRig()
    var late = request("1700000060:carol")
    late.nonce = rig.nonce()
    #expect(try rig.admit(late, at: GateRig.moment(600)) == .unauthenticated)
    late = request("1700009999:carol")
    late.nonce = rig.nonce()
    #expect(try rig.admit(late, at: GateRig.moment(600)) == .stale)
  }
}
