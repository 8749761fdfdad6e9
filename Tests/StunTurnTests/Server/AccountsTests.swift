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

  @Test func `RFC 8489 §9.2.2 a key is the MD5 of name, realm and password`() throws {
    let accounts = try Accounts(realm: "realm", users: [("user", "pass")], secrets: [])
    // The example of RFC 8489 section 9.2.2.
    #expect(accounts.key(of: "user")?.description == "8493fbc53ba582fb4c044c456bdc40eb")
    #expect(accounts.key(of: "nobody") == nil)
    #expect(accounts.decoy != accounts.key(of: "user"))
  }

  @Test func `a key under a secret is that of the password the REST draft derives`() throws {
    let accounts = try Accounts(realm: "example.org", users: [], secrets: ["north"])
    var authenticator = Authenticator()
    let user = "1700000000:alice"
    // echo -n 1700000000:alice | openssl dgst -sha1 -hmac north -binary | base64
    let password = "Cd/49soE35ICqcJF/bCTn8Z4OyE="
    #expect(
      accounts.key(of: user, under: accounts.secrets[0], using: &authenticator)
        == LongTermKey.derive(user: user, realm: "example.org", password: password))
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
      #expect(cache.key(of: "\(number)") == nil)
      cache.keep(digest(number), of: "\(number)")
      #expect(cache.key(of: "\(number)") == digest(number))
    }
    let kept = (0..<count).filter { number in
      let key = cache.key(of: "\(number)")
      #expect(key == nil || key == digest(number))
      return key != nil
    }
    #expect((1...KeyCache.placeCount).contains(kept.count))
  }
}
