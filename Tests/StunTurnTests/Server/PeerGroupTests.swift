import SansIO
import Testing
import TestSupport

@testable import StunTurn

/// Peers of single users.
@Suite struct PeerGroupTests {
  private func policy(
    allow: [String] = [], deny: [String] = [], users: [String: PeerLists] = [:],
    own: OwnPlaces = OwnPlaces()
  ) -> PeerPolicy {
    PeerPolicy(
      PeerLists(allow: allow.map { prefix($0) }, deny: deny.map { prefix($0) }), users: users,
      own: own, relays: [], relayPorts: 49152...65535)
  }

  private func lists(allow: [String] = [], deny: [String] = []) -> PeerLists {
    PeerLists(allow: allow.map { prefix($0) }, deny: deny.map { prefix($0) })
  }

  private func basis(_ policy: PeerPolicy, _ user: String, _ peer: String) -> PeerRule.Basis {
    policy.verdict(on: endpoint(peer), for: policy.group(of: user)).rule.basis
  }

  @Test func `of the operator's and a user's blocks the longest counts, of equal ones the user's`()
  {
    let policy = policy(
      allow: ["10.0.0.0/8"], deny: ["10.1.0.0/16", "1.0.0.0/8"],
      users: [
        "alice": lists(allow: ["10.1.0.0/16", "172.16.0.0/12"], deny: ["10.9.0.0/16"]),
        "bob": lists(allow: ["8.0.0.0/8"], deny: ["0.0.0.0/0", "8.0.0.0/8"]),
      ])
    #expect(basis(policy, "alice", "10.1.0.1:80") == .userAllows(prefix("10.1.0.0/16")))
    #expect(basis(policy, "carol", "10.1.0.1:80") == .operatorDenies(prefix("10.1.0.0/16")))
    #expect(basis(policy, "alice", "10.9.0.1:80") == .userDenies(prefix("10.9.0.0/16")))
    #expect(basis(policy, "carol", "10.9.0.1:80") == .operatorAllows(prefix("10.0.0.0/8")))
    #expect(basis(policy, "alice", "172.16.0.1:80") == .userAllows(prefix("172.16.0.0/12")))
    #expect(basis(policy, "alice", "1.1.1.1:80") == .operatorDenies(prefix("1.0.0.0/8")))
    #expect(basis(policy, "alice", "9.9.9.9:80") == .unlisted)
    #expect(basis(policy, "bob", "9.9.9.9:80") == .userDenies(prefix("0.0.0.0/0")))
    #expect(basis(policy, "bob", "8.8.8.8:80") == .userDenies(prefix("8.0.0.0/8")))
    #expect(basis(policy, "bob", "10.2.0.1:80") == .operatorAllows(prefix("10.0.0.0/8")))
  }

  @Test(arguments: ["[::ffff:10.0.0.1]:80", "[64:ff9b::10.0.0.1]:80", "[2606::5efe:10.0.0.1]:80"])
  func `what a user is denied stays denied in every form`(peer: String) {
    let policy = policy(
      allow: ["::/0", "64:ff9b::/96", "10.0.0.0/8"],
      users: ["alice": lists(allow: ["::/0"], deny: ["10.0.0.0/24"])])
    #expect(!policy.verdict(on: endpoint(peer), for: policy.group(of: "alice")).isAllowed)
    #expect(policy.verdict(on: endpoint(peer), for: policy.group(of: "bob")).isAllowed)
  }

  @Test func `no user gets to listeners, ports of no number, or what nobody can allow`() {
    let policy = policy(
      users: ["alice": lists(allow: ["0.0.0.0/0", "::/0"])],
      own: OwnPlaces(listeners: [endpoint("9.9.9.9:3478")]))
    #expect(basis(policy, "alice", "9.9.9.9:3478") == .ownListener)
    #expect(basis(policy, "alice", "9.9.9.9:0") == .portZero)
    for peer in ["0.0.0.0:80", "224.0.0.1:80", "[2002::1]:80", "[ff02::1]:80"] {
      #expect(!policy.verdict(on: endpoint(peer), for: policy.group(of: "alice")).isAllowed)
    }
  }

  @Test func `a server holds each user to their own peers, also behind a time-limited credential`()
    throws
  {
    var rig = try makeServer {
      $0.userPeers = [
        "alice": PeerLists(deny: [prefix("192.0.2.8/32")]),
        "carol": PeerLists(allow: [prefix("10.0.0.0/8")], deny: [prefix("0.0.0.0/0")]),
      ]
    }
    var alice = TURNTestClient("198.51.100.20:1")
    var carol = TURNTestClient("198.51.100.20:2")
    carol.beTimed("carol", until: rig.now.unixSeconds + 100)
    _ = try rig.allocate(&alice)
    _ = try rig.allocate(&carol)
    let alices = ["192.0.2.7:1", "192.0.2.8:1", "10.0.0.1:1"].map { rig.permit(&alice, $0) }
    let carols = ["192.0.2.7:1", "8.8.8.8:1", "10.0.0.1:1"].map { rig.permit(&carol, $0) }
    // The server's own allowance of 192.0.2.0/24 is longer than carol's denial of everything.
    #expect(alices == [true, false, false] && carols == [true, false, true])
    let channel = rig.bind(&alice, 0x4000, "192.0.2.8:1")
    let sent = rig.sendIndication(&carol, [.peer("10.0.0.1:1"), .data([1])])
    #expect(!channel && sent.count == 1)
  }

  // MARK: What is ourselves

  @Test func `a listener on a wildcard is every address of the host, and so are its loopbacks`() {
    let own = OwnPlaces(
      listeners: [endpoint("0.0.0.0:8080"), endpoint("[::]:9090"), endpoint("9.9.9.9:3478")],
      addresses: ["9.9.9.9", "9.9.9.10", "2620::9"].map { address($0) })
    let policy = policy(allow: ["0.0.0.0/0", "::/0", "127.0.0.0/8", "::1"], own: own)
    let caught = [
      "9.9.9.9:8080", "9.9.9.10:8080", "127.0.0.1:8080", "127.7.7.7:8080", "[::ffff:9.9.9.10]:8080",
      "9.9.9.10:9090", "[2620::9]:9090", "[::1]:9090", "[64:ff9b::9.9.9.10]:8080", "9.9.9.9:3478",
    ]
    for peer in caught { #expect(!policy.verdict(on: endpoint(peer)).isAllowed, "\(peer)") }
    for peer in ["9.9.9.11:8080", "[2620::9]:8080", "9.9.9.10:3478", "127.0.0.1:3478"] {
      #expect(policy.verdict(on: endpoint(peer)).isAllowed, "\(peer)")
    }
  }

  @Test func `an address of the host that nothing is relayed from is no peer, unless allowed`() {
    let own = OwnPlaces(addresses: [address("9.9.9.10")])
    #expect(basis(policy(own: own), "alice", "9.9.9.10:22") == .ownHost)
    #expect(basis(policy(own: own), "alice", "9.9.9.11:22") == .unlisted)
    let allowed = policy(allow: ["9.9.9.10"], own: own)
    #expect(basis(allowed, "alice", "9.9.9.10:22") == .operatorAllows(prefix("9.9.9.10/32")))
  }

  @Test func `RFC 8656 §21.1.7 an address the host gets later is ours from then on`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    rig.bind(&client, 0x4000, "8.8.8.8:53")
    rig.bind(&client, 0x4001, "192.0.2.7:3478")
    rig.permit(&client, "9.9.9.9:1")
    rig.obey(
      .own(
        OwnPlaces(
          listeners: [endpoint("0.0.0.0:3478")],
          addresses: [address("8.8.8.8"), address("192.0.2.7")])))
    rig.machine.checkConsistency("after the change")
    // Denied altogether, denied on the listener's port only, and not concerned.
    let first = rig.receive(channelData(0x4000, [1]), along: client.path)
    let second = rig.receive(channelData(0x4001, [1]), along: client.path)
    let third = rig.sendIndication(&client, [.peer("9.9.9.9:1"), .data([1])])
    #expect(first.isEmpty && second.isEmpty && third.count == 1)
    #expect(rig.machine.ledger.channels.count == 0 && rig.machine.ledger.permissions.count == 2)
    let again = rig.bind(&client, 0x4000, "8.8.8.8:53")
    let otherPort = rig.bind(&client, 0x4001, "192.0.2.7:3479")
    #expect(!again && otherPort)
  }
}
