import SansIO
import Testing

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
    let address = RelayScope.address(try #require(member))
    #expect(address.name == "a.-_09azAZ-_09azAZ")
    #expect(RelayScope(name: address.name) == address)
  }

  @Test(arguments: [
    "", "m", "a", "m.", "a.", "a..", "alice", "1700003600", "m.AAAAAAAAAAAAAAAA",
    "a.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA", "m.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAA",
    "m.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAA+", "m.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA.",
    "M.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA", "a.AAAAAAAAAAAAAAAé", "a.AAAAAAAAAAAAAAAAA",
  ])
  func `any other name is no scope`(_ name: String) {
    #expect(RelayScope(name: name) == nil)
  }

  @Test func `members may have 8 allocations and strangers 4, to no port of a service`() throws {
    let tag = try #require(room)
    #expect(RelayScope.member(room: tag, member: tag).terms.allocations == 8)
    let terms = RelayScope.address(tag).terms
    #expect(terms == RelayTerms(allocations: 4))
    #expect(terms.lowestPeerPort == 1024 && terms.bitsPerSecond == 4_000_000)
  }

  @Test func `a tag shows 96 bits of a hash`() {
    #expect(RelayTag(hash: Array(repeating: 0xFF, count: 32)).description == "________________")
    #expect(RelayTag(hash: Array(repeating: 0, count: 12)) == room)
  }
}
