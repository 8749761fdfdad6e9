import SansIO
import SignaldCrypto
import TestSupport
import Testing

@testable import StunTurn

@Suite struct AccountsTests {
  func problem(
    realm: String = "example.org", users: [(name: String, password: String)] = [],
    secrets: [String] = []
  ) -> AccountsError? {
    do throws(AccountsError) {
      _ = try Accounts(realm: realm, users: users, secrets: secrets)
      return nil
    } catch {
      return error
    }
  }

  @Test func `RFC 8489 §14.9 a realm has 1 to 127 characters`() {
    #expect(problem(realm: "") == .realm)
    #expect(problem(realm: String(repeating: "r", count: 127)) == nil)
    #expect(problem(realm: String(repeating: "r", count: 128)) == .realm)
    #expect(problem(realm: String(repeating: "\u{1F600}", count: 127)) == nil)
    #expect(problem(realm: "e" + String(repeating: "\u{301}", count: 127)) == .realm)
  }

  @Test func `RFC 8489 §14.3 a name has 1 to 508 bytes`() {
    let longest = String(repeating: "n", count: 508)
    #expect(problem(users: [("", "p")]) == .name(""))
    #expect(problem(users: [(longest, "p")]) == nil)
    #expect(problem(users: [(longest + "n", "p")]) == .name(longest + "n"))
  }

  @Test func `a name may stand there once`() {
    #expect(problem(users: [("a", "1"), ("b", "2"), ("a", "1")]) == .duplicate("a"))
  }

  @Test func `there may be eight secrets, none of them empty`() {
    #expect(problem(secrets: (0..<8).map { "s\($0)" }) == nil)
    #expect(problem(secrets: (0..<9).map { "s\($0)" }) == .secrets)
    #expect(problem(secrets: ["s", ""]) == .secrets)
  }

  @Test func `RFC 8489 §9.2.2 names and passwords are prepared as opaque strings`() throws {
    #expect(problem(users: [("a\u{1}", "p")]) == .name("a\u{1}"))
    #expect(problem(users: [("a", "p\n")]) == .password("a"))
    #expect(problem(users: [("a", "")]) == .password("a"))
    #expect(problem(realm: "r\u{7F}") == .realm)
    let accounts = try Accounts(
      realm: "r", users: [("Ame\u{301}lie", "a\u{A0}\u{65}\u{301}")], secrets: [])
    let key = LongTermKey.derive(
      user: "Am\u{E9}lie", realm: "r", password: "a \u{E9}", by: .sha256)
    #expect(accounts.key(of: "Am\u{E9}lie", .sha256) == key)
  }

  @Test func `keys made elsewhere stand for a password, each for its own algorithm`() throws {
    let (md5, sha256) = (Digest.of(.md5, "u:r:p"), Digest.of(.sha256, "u:r:p"))
    let accounts = try Accounts(
      realm: "r",
      users: [
        Account(name: "old", proof: .keys(LongTermKeys(md5: md5))),
        Account(name: "both", proof: .keys(LongTermKeys(md5: md5, sha256: sha256))),
      ], secrets: [])
    #expect(accounts.key(of: "old", .md5) == md5 && accounts.key(of: "old", .sha256) == nil)
    #expect(accounts.key(of: "both", .md5) == md5 && accounts.key(of: "both", .sha256) == sha256)
    for keys in [LongTermKeys(), LongTermKeys(md5: sha256), LongTermKeys(sha256: md5)] {
      #expect(throws: AccountsError.password("u")) {
        try Accounts(realm: "r", users: [Account(name: "u", proof: .keys(keys))], secrets: [])
      }
    }
  }

  @Test func `RFC 8489 §9.2.2 a key is the MD5 of name, realm and password`() throws {
    let accounts = try Accounts(realm: "realm", users: [("user", "pass")], secrets: [])
    // The example of RFC 8489 section 9.2.2.
    #expect(accounts.key(of: "user", .md5)?.description == "8493fbc53ba582fb4c044c456bdc40eb")
    #expect(accounts.key(of: "user", .sha256) == Digest.of(.sha256, "user:realm:pass"))
    #expect(accounts.key(of: "nobody", .md5) == nil && accounts.has("user"))
    #expect(accounts.decoy != accounts.key(of: "user", .md5))
  }

  @Test func `a password under a secret is what the REST draft derives, by either function`() {
    var mint = CredentialMint(secret: "north")
    let user = "1700000000:alice"
    // echo -n 1700000000:alice | openssl dgst -sha1 -hmac north -binary | base64
    #expect(mint.password(of: user, .sha1) == "Cd/49soE35ICqcJF/bCTn8Z4OyE=")
    #expect(mint.password(of: user, .sha256) == "EuME0Xh0HllnbpbObfs8aBsd78Vr1EMwxArqbyCrGl8=")
    #expect(mint.password(of: user, .pass) == "/xWkXralfeXjWxOvBgpEFGlyVXdPpUv72tt+x0xrffY=")
  }

  @Test func `RFC 8489 §14.4 named users are found by the hash of name and realm`() throws {
    let accounts = try Accounts(realm: "r", users: [("a", "1"), ("b", "2")], secrets: [])
    #expect(accounts.user(hashed: Digest.of(.sha256, "b:r")) == "b")
    #expect(accounts.user(hashed: Digest.of(.sha256, "c:r")) == nil)
  }

  @Test func `RFC 8489 §9.2.5 anonymity is offered only where everybody can be found`() throws {
    let users = [(name: "a", password: "1")]
    #expect(try Accounts(realm: "r", users: users, secrets: []).features.bits == 0xC00003)
    #expect(try Accounts(realm: "r", users: users, secrets: ["s"]).features.bits == 0x800001)
  }

  @Test func `a time-limited name is an expiry alone or before a colon`() {
    #expect(TimedUsername("1700000000:alice")?.expires == 1_700_000_000)
    #expect(TimedUsername("1700000000:alice")?.name == "alice")
    #expect(TimedUsername("1700000000:a:b")?.name == "a:b")
    #expect(TimedUsername("1700000000")?.name == "1700000000")
    #expect(TimedUsername("1700000000:")?.name == "1700000000:")
    #expect(TimedUsername("1:\u{301}a")?.name == "\u{301}a")
    #expect(TimedUsername("999999999999999999")?.expires == 999_999_999_999_999_999)
    for text in [
      "", ":", ":alice", "alice", "alice:1700000000", "-1:a", "+1:a", " 1:a", "1 :a", "1e9:a",
      "0x1:a", "1000000000000000000:a", "99999999999999999999999:a", "\u{661}:a", "1.5:a",
    ] {
      #expect(TimedUsername(text) == nil, "\(text)")
    }
  }

  @Test func `the cache forgets who is overwritten and never gives one user's key to another`() {
    var cache = KeyCache()
    let count = KeyCache.placeCount * 4
    func digest(_ number: Int) -> Digest { .of(.md5, "\(number)") }
    for number in 0..<count {
      #expect(cache.key(of: "\(number)", .md5) == nil)
      cache.keep(digest(number), of: "\(number)", .md5)
      #expect(cache.key(of: "\(number)", .md5) == digest(number))
      #expect(cache.key(of: "\(number)", .sha256) == nil)
    }
    let kept = (0..<count).filter { number in
      let key = cache.key(of: "\(number)", .md5)
      #expect(key == nil || key == digest(number))
      return key != nil
    }
    #expect((1...KeyCache.placeCount).contains(kept.count))
  }
}
