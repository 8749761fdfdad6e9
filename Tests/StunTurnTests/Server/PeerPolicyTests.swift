import SansIO
import StunTurn
import TestSupport
import Testing

@Suite struct PeerPolicyTests {
  func policy(
    allow: [String] = [], deny: [String] = [], listeners: [String] = [],
    relays: [RelayAddress] = []
  ) -> PeerPolicy {
    PeerPolicy(
      allow: allow.map { prefix($0) }, deny: deny.map { prefix($0) },
      ownListeners: listeners.map { endpoint($0) }, relays: relays, relayPorts: 49152...65535)
  }

  func relay(_ local: String, _ external: String? = nil) -> RelayAddress {
    RelayAddress(local: address(local), external: external.map { address($0) })
  }

  func basis(_ policy: PeerPolicy, _ peer: String) -> PeerRule.Basis {
    policy.verdict(on: endpoint(peer)).rule.basis
  }

  func isAllowed(_ policy: PeerPolicy, _ peer: String) -> Bool {
    policy.verdict(on: endpoint(peer)).isAllowed
  }

  // MARK: Holes others had

  @Test(arguments: [
    "0.0.0.0:80", "[::]:80", "[::1]:80", "127.0.0.1:80", "127.255.255.254:80",
    "[::ffff:127.0.0.1]:80", "[::ffff:0.0.0.0]:80", "[::127.0.0.1]:80", "[::ffff:0:127.0.0.1]:80",
    "[2002:7f00:1::]:80", "[64:ff9b::127.0.0.1]:80", "[64:ff9b:1::127.0.0.1]:80",
    "[2606:4700::5efe:127.0.0.1]:80", "[2001:0:4136:e378:8000:63bf:80ff:fffe]:80",
    "[fe80::1]:80", "[fec0::1]:80", "[fc00::1]:80", "169.254.169.254:80",
    "[::ffff:169.254.169.254]:80", "[64:ff9b::169.254.169.254]:80", "224.0.0.1:80",
    "255.255.255.255:80", "[ff02::1]:80", "10.0.0.1:80", "100.64.0.1:80", "198.18.0.1:80",
  ])
  func `no spelling of an inner address gets past the defaults`(_ peer: String) {
    #expect(!isAllowed(policy(), peer))
  }

  @Test(arguments: [
    "192.0.32.1:80", "[::ffff:192.0.32.1]:80", "[::192.0.32.1]:80", "[::ffff:0:192.0.32.1]:80",
    "[64:ff9b::192.0.32.1]:80", "[64:ff9b:1::192.0.32.1]:80", "[2606:4700::5efe:192.0.32.1]:80",
    "[2002:c000:2001::]:80",
  ])
  func `a denied IPv4 address stays denied in every IPv6 form, even if all IPv6 is allowed`(
    _ peer: String
  ) {
    let policy = policy(allow: ["::/0", "64:ff9b::/96", "64:ff9b:1::/48"], deny: ["192.0.32.0/24"])
    #expect(!isAllowed(policy, peer))
  }

  @Test func `IPv6 blocks are compared as a whole, not group by group`() {
    // Group by group, 2606:0:8000:: does not lie between 2606:0:1:: and 2606:1::.
    let policy = policy(deny: ["2606::/32"])
    for peer in ["[2606:0:0:1::]:80", "[2606:0:ffff::1]:80", "[2606:0:8000::]:80"] {
      #expect(!isAllowed(policy, peer))
    }
    #expect(isAllowed(policy, "[2606:1::]:80"))
    #expect(isAllowed(policy, "[2605:ffff:8000::]:80"))
  }

  @Test func `a public address is allowed and its embedded form too, if the operator allows that`()
  {
    #expect(isAllowed(policy(), "1.1.1.1:80"))
    #expect(isAllowed(policy(), "[::ffff:1.1.1.1]:80"))
    #expect(isAllowed(policy(), "[2606:4700::1111]:80"))
    #expect(!isAllowed(policy(), "[64:ff9b::1.1.1.1]:80"))
    #expect(isAllowed(policy(allow: ["64:ff9b::/96"]), "[64:ff9b::1.1.1.1]:80"))
    #expect(!isAllowed(policy(allow: ["64:ff9b::/96"]), "[64:ff9b::10.0.0.1]:80"))
    let both = policy(allow: ["64:ff9b::/96", "10.0.0.0/8"])
    #expect(isAllowed(both, "[64:ff9b::10.0.0.1]:80"))
  }

  @Test func `RFC 6156 §9.1 no allowance opens 6to4 or Teredo`() {
    let policy = policy(allow: ["::/0", "2000::/3", "2002::/16", "2002:101:101::/48", "2001::/32"])
    #expect(!isAllowed(policy, "[2002:101:101::1]:80"))
    #expect(!isAllowed(policy, "[2001:0:101:101::1]:80"))
  }

  // MARK: Precedence

  @Test func `port 0 is no peer, but a permission is for all ports`() {
    #expect(basis(policy(), "1.1.1.1:0") == .portZero)
    #expect(policy().verdict(onAnyPortOf: address("1.1.1.1")).isAllowed)
    #expect(!policy().verdict(onAnyPortOf: address("10.0.0.1")).isAllowed)
  }

  @Test func `RFC 8656 §21.1.7 own listeners are never peers, whatever is allowed`() {
    let policy = policy(
      allow: ["9.9.9.9", "0.0.0.0/0", "::/0"], listeners: ["9.9.9.9:3478", "[2620::9]:49152"],
      relays: [relay("9.9.9.9"), relay("2620::9")])
    #expect(basis(policy, "9.9.9.9:3478") == .ownListener)
    #expect(basis(policy, "[::ffff:9.9.9.9]:3478") == .ownListener)
    #expect(basis(policy, "[2620::9]:49152") == .ownListener)
    #expect(isAllowed(policy, "9.9.9.9:3479"))
    #expect(isAllowed(policy, "9.9.9.8:3478"))
    #expect(policy.verdict(onAnyPortOf: address("9.9.9.9")).isAllowed)
  }

  @Test func `a listener is known by what a NAT makes of it, on a wildcard by all our addresses`() {
    let relays = [relay("10.0.0.5", "9.9.9.9"), relay("2620::9")]
    let bound = policy(allow: ["0.0.0.0/0"], listeners: ["10.0.0.5:3478"], relays: relays)
    #expect(basis(bound, "9.9.9.9:3478") == .ownListener)
    #expect(basis(bound, "10.0.0.5:3478") == .ownListener)
    let anyV4 = policy(allow: ["0.0.0.0/0", "::/0"], listeners: ["0.0.0.0:3478"], relays: relays)
    #expect(basis(anyV4, "9.9.9.9:3478") == .ownListener)
    #expect(basis(anyV4, "10.0.0.5:3478") == .ownListener)
    #expect(basis(anyV4, "[2620::9]:3478") != .ownListener)
    let any = policy(listeners: ["[::]:3478"], relays: relays)
    #expect(basis(any, "9.9.9.9:3478") == .ownListener)
    #expect(basis(any, "[2620::9]:3478") == .ownListener)
  }

  @Test func `a listener inside an embedded form is found as well`() {
    let policy = policy(allow: ["::/0"], listeners: ["9.9.9.9:3478"])
    #expect(basis(policy, "[64:ff9b::9.9.9.9]:3478") == .ownListener)
    #expect(isAllowed(policy, "[64:ff9b::9.9.9.9]:3479"))
  }

  @Test func `relayed addresses of our own are peers by both names, other ports of the host not`() {
    let policy = policy(relays: [relay("10.0.0.5", "9.9.9.9")])
    for name in ["10.0.0.5", "9.9.9.9"] {
      #expect(basis(policy, "\(name):49152") == .ownRelay)
      #expect(basis(policy, "\(name):65535") == .ownRelay)
      #expect(basis(policy, "\(name):49151") == .ownHost)
      #expect(!isAllowed(policy, "\(name):22"))
      #expect(policy.verdict(onAnyPortOf: address(name)).rule.basis == .ownRelay)
    }
    #expect(!isAllowed(policy, "10.0.0.6:50000"))
  }

  @Test func `a denial comes before our own relayed addresses, an allowance opens other ports`() {
    let relays = [relay("10.0.0.5", "9.9.9.9")]
    let denied = policy(deny: ["9.9.9.0/24"], relays: relays)
    #expect(basis(denied, "9.9.9.9:50000") == .operatorDenies(prefix("9.9.9.0/24")))
    #expect(basis(denied, "10.0.0.5:50000") == .ownRelay)
    let allowed = policy(allow: ["9.9.9.9"], relays: relays)
    #expect(basis(allowed, "9.9.9.9:22") == .operatorAllows(prefix("9.9.9.9/32")))
  }

  @Test func `of the operator's blocks the longest counts, and a denial of two equal ones`() {
    let policy = policy(
      allow: ["10.0.0.0/8", "10.1.2.0/24", "172.16.0.0/12"],
      deny: ["10.1.0.0/16", "172.16.0.0/12", "1.0.0.0/8"])
    #expect(basis(policy, "10.9.0.1:80") == .operatorAllows(prefix("10.0.0.0/8")))
    #expect(basis(policy, "10.1.0.1:80") == .operatorDenies(prefix("10.1.0.0/16")))
    #expect(basis(policy, "10.1.2.1:80") == .operatorAllows(prefix("10.1.2.0/24")))
    #expect(basis(policy, "172.16.0.1:80") == .operatorDenies(prefix("172.16.0.0/12")))
    #expect(basis(policy, "1.1.1.1:80") == .operatorDenies(prefix("1.0.0.0/8")))
    #expect(basis(policy, "2.1.1.1:80") == .unlisted)
  }

  @Test func `loopback can be opened by name, one family at a time`() {
    let v4 = policy(allow: ["127.0.0.0/8"])
    #expect(isAllowed(v4, "127.0.0.1:80"))
    #expect(isAllowed(v4, "[::ffff:127.0.0.1]:80"))
    #expect(!isAllowed(v4, "[::1]:80"))
    let v6 = policy(allow: ["::1"])
    #expect(isAllowed(v6, "[::1]:80"))
    #expect(!isAllowed(v6, "127.0.0.1:80"))
    #expect(!isAllowed(policy(allow: ["::/0"]), "127.0.0.1:80"))
  }

  // MARK: Words

  @Test func `a rule explains itself`() {
    func text(_ policy: PeerPolicy, _ peer: String) -> String {
      policy.verdict(on: endpoint(peer)).rule.description
    }
    #expect(text(policy(), "10.0.0.1:80") == "10.0.0.1 in 10.0.0.0/8: private use (RFC 1918)")
    #expect(
      text(policy(allow: ["::/0"]), "[64:ff9b::10.0.0.1]:80")
        == "10.0.0.1 in 10.0.0.0/8: private use (RFC 1918)")
    #expect(
      text(policy(deny: ["1.0.0.0/8"]), "1.1.1.1:80")
        == "1.1.1.1 in 1.0.0.0/8: denied by the configuration")
    #expect(text(policy(), "1.1.1.1:80") == "1.1.1.1: no rule against it")
    #expect(
      text(policy(), "[2002:101:101::]:80")
        == "2002:101:101:: in 2002::/16: 6to4 tunnel (RFC 6156 section 9.1)")
    #expect(
      text(policy(listeners: ["9.9.9.9:3478"]), "9.9.9.9:3478")
        == "9.9.9.9: a listener of this server (RFC 8656 section 21.1.7)")
  }

  // MARK: Translation

  @Test func `only our own relay ports are translated, both ways`() {
    let policy = policy(relays: [relay("10.0.0.5", "9.9.9.9"), relay("2620::9")])
    #expect(policy.localForm(of: endpoint("9.9.9.9:50000")) == endpoint("10.0.0.5:50000"))
    #expect(policy.shownForm(of: endpoint("10.0.0.5:50000")) == endpoint("9.9.9.9:50000"))
    for same in ["9.9.9.9:3478", "10.0.0.5:50000", "[2620::9]:50000", "1.1.1.1:50000"] {
      #expect(policy.localForm(of: endpoint(same)) == endpoint(same))
    }
    for same in ["10.0.0.5:3478", "9.9.9.9:50000", "[2620::9]:50000", "1.1.1.1:50000"] {
      #expect(policy.shownForm(of: endpoint(same)) == endpoint(same))
    }
    #expect(relay("10.0.0.5", "9.9.9.9").shown == address("9.9.9.9"))
    #expect(relay("2620::9").shown == address("2620::9"))
  }

  @Test func `a relay port is translated to the local name and back`() {
    let policy = policy(relays: [relay("10.0.0.5", "9.9.9.9"), relay("10.0.0.6", "9.9.9.8")])
    for port in UInt16.min...UInt16.max {
      for name in ["9.9.9.9", "9.9.9.8"] {
        let peer = Endpoint(address: address(name), port: port)
        #expect(policy.shownForm(of: policy.localForm(of: peer)) == peer)
      }
    }
  }
}
