import SansIO
import StunTurn
import Testing

@testable import signald

struct UserPeerOptionsTests {
  private let world = World()

  @Test func `blocks of users are gathered by name, from the command line or a variable`() throws {
    let options = try world.serve(
      "--user-allow-peer", "alice=10.0.0.0/8", "--user-deny-peer", "alice=10.1.0.0/16",
      "--user-allow-peer", "a=b=2001:db8::/32", "--user-allow-peer=alice=192.0.2.1")
    let blocks = ["10.0.0.0/8", "192.0.2.1/32", "10.1.0.0/16", "2001:db8::/32"].map {
      IPPrefix($0)!
    }
    #expect(
      options.userPeers == [
        "alice": PeerLists(allow: [blocks[0], blocks[1]], deny: [blocks[2]]),
        "a=b": PeerLists(allow: [blocks[3]]),
      ])
    let world = World(variables: ["SIGNALD_USER_DENY_PEER": "bob=0.0.0.0/0, bob=::/0"])
    #expect(try world.serve().userPeers["bob"]?.deny.count == 2)
  }

  @Test(arguments: [
    ("10.0.0.0/8", "names no user; write USER=CIDR, as in alice=10.0.0.0/8"),
    ("=10.0.0.0/8", "names no user; write USER=CIDR, as in alice=10.0.0.0/8"),
    ("alice=10.0.0.1/8", "is not the first address of its block; write 10.0.0.0/8"),
    ("alice=x", "is not a block of addresses; write one such as 10.0.0.0/8 or 2001:db8::/32"),
  ])
  func `a block of no user, and what is no block, are refused`(text: String, complaint: String) {
    #expect(
      world.complaint("--user-allow-peer", text) == "--user-allow-peer: '\(text)' \(complaint)")
  }
}
