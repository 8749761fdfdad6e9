import SansIO
import Testing
import TestSupport

/// Whom a relay credential was made for.
struct RelayScopeTests {
  let room = RelayTag("AAAAAAAAAAAAAAAA")
  let member = RelayTag("-_09azAZ-_09azAZ")

  @Test func `a user name says its expiry, and the name behind it whom it is for`() throws {
    let scope = RelayScope.member(room: try #require(room), member: try #require(member))
    #expect(
      scope.username(expires: 1_700_003_600)
        == "1700003600:m.AAAAAAAAAAAAAAAA.-_09azAZ-_09azAZ")
    #expect(RelayScope(name: scope.name) == scope)
  }

  @Test(arguments: [
    ("192.0.2.7", "a.c0000207.AAAAAAAAAAAAAAAA"), ("0.0.0.1", "a.00000001.AAAAAAAAAAAAAAAA"),
    ("2001:db8:0:1:2:3:4:5", "a.20010db800000001.AAAAAAAAAAAAAAAA"),
    ("::1", "a.0000000000000000.AAAAAAAAAAAAAAAA"),
  ])
  func `a key for an address names it in hexadecimal`(text: String, name: String) throws {
    let scope = RelayScope.address(
      ClientAddress(of: address(text)), key: try #require(room))
    #expect(scope.name == name)
    #expect(RelayScope(name: name) == scope)
  }

  @Test(arguments: [
    "", "m", "a", "m.", "a.", "a..", "m..", "alice", "1700003600", "m.AAAAAAAAAAAAAAAA",
    "a.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA", "m.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAA",
    "m.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAA+", "m.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA.",
    "M.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA", "m.AAAAAAAAAAAAAAAé.AAAAAAAAAAAAAAAA",
    "a.c0000207", "a.c0000207.", "a.C0000207.AAAAAAAAAAAAAAAA", "a.c000020.AAAAAAAAAAAAAAAA",
    "a.+0000207.AAAAAAAAAAAAAAAA", "a.-0000207.AAAAAAAAAAAAAAAA",
    "a.c00002070.AAAAAAAAAAAAAAAA", "a.20010db80000000.AAAAAAAAAAAAAAAA",
    "a.192.0.2.7.AAAAAAAAAAAAAAAA", "a.c0000207.AAAAAAAAAAAAAAAAA",
    "a.c0000207.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA", "x.c0000207.AAAAAAAAAAAAAAAA",
  ])
  func `any other name is no scope`(_ name: String) {
    #expect(RelayScope(name: name) == nil)
  }

  @Test func `what parses writes the same name again, and random names trap nothing`() {
    let letters = Array("mma..AAc0000207_-é+")
    for seed in 0..<64 as Range<UInt64> {
      var random = Seeded(seed: seed)
      for _ in 0..<200 {
        var name = "\(random.chance(0.5) ? "m" : "a")."
        name += random.chance(0.5) ? "c0000207" : "AAAAAAAAAAAAAAAA"
        name += ".AAAAAAAAAAAAAAAA"
        for _ in 0..<random.below(3) {
          let place = name.index(name.startIndex, offsetBy: random.below(name.count))
          name.replaceSubrange(place...place, with: [letters[random.below(letters.count)]])
        }
        if let scope = RelayScope(name: name) { #expect(scope.name == name, "seed \(seed)") }
      }
    }
  }

  @Test func `a member may come from anywhere, the holder of an address's key from there alone`()
    throws
  {
    let tag = try #require(room)
    let member = RelayScope.member(room: tag, member: tag)
    #expect(member.admits(address("192.0.2.7")) && member.admits(address("2001:db8::1")))
    let v4 = RelayScope.address(ClientAddress(of: address("192.0.2.7")), key: tag)
    #expect(v4.admits(address("192.0.2.7")) && v4.admits(address("::ffff:192.0.2.7")))
    #expect(!v4.admits(address("192.0.2.8")) && !v4.admits(address("::c000:207")))
    let v6 = RelayScope.address(ClientAddress(of: address("2001:db8:0:1::7")), key: tag)
    #expect(v6.admits(address("2001:db8:0:1:ffff::1")))
    #expect(!v6.admits(address("2001:db8:0:2::7")) && !v6.admits(address("192.0.2.7")))
  }

  @Test func `a tag shows 96 bits of a hash`() {
    #expect(RelayTag(hash: Array(repeating: 0xFF, count: 32)).description == "________________")
    #expect(RelayTag(hash: Array(repeating: 0, count: 12)) == room)
  }
}
