import SansIO
import TestSupport
import Testing

@testable import StunTurn

@Suite struct SpecialPrefixTests {
  /// The IANA IPv4 and IPv6 special-purpose address registries as far as not globally reachable,
  /// and what else must not be a peer; written down apart from the table under test.
  static let denied = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24", "192.0.0.0/29", "192.0.0.8/32", "192.0.0.170/31",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
    "::/128", "::1/128", "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64",
    "100:0:0:1::/64", "2001::/23", "2001::/32", "2001:2::/48", "2001:10::/28", "2001:db8::/32",
    "2002::/16", "3ffe::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
    "ff00::/8", "::/3", "4000::/2", "8000::/1",
  ]

  /// Blocks of the registries that are globally reachable: none of them may be caught.
  static let reachable = [
    "192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24", "2620:4f:8000::/48",
  ]

  /// Blocks that no configuration can open.
  static let forbidden = [
    "0.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32", "::/128", "2001::/32", "2002::/16",
    "ff00::/8",
  ]

  let policy = PeerPolicy(allow: [], deny: [], ownListeners: [], relays: [], relayPorts: 1...1)

  func isAllowed(_ address: IPAddress) -> Bool {
    policy.verdict(on: Endpoint(address: address, port: 5000)).isAllowed
  }

  /// Whether some block of the list above has it: the same question, answered by searching.
  func isListed(_ address: IPAddress) -> Bool {
    SpecialPrefixTests.denied.contains { prefix($0).contains(address) }
  }

  @Test(arguments: denied)
  func `first and last address of a block are denied, its neighbours as their own block says`(
    _ text: String
  ) {
    let block = prefix(text)
    #expect(!isAllowed(block.address), "\(block.address)")
    #expect(!isAllowed(block.last), "\(block.last)")
    for neighbour in [block.address.predecessor, block.last.successor].compactMap({ $0 }) {
      #expect(isAllowed(neighbour) == !isListed(neighbour), "\(neighbour)")
    }
  }

  @Test(arguments: reachable)
  func `a globally reachable block of the registries is allowed`(_ text: String) {
    #expect(isAllowed(prefix(text).address) && isAllowed(prefix(text).last))
  }

  @Test func `the first addresses beyond the best-known blocks are allowed`() {
    for text in [
      "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
      "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0",
      "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
      "2000::", "2001:200::", "2001:db7:ffff::", "2001:db9::", "2003::", "2606:4700::1111",
      "3fff:1000::", "3ffd::",
    ] {
      #expect(isAllowed(address(text)), "\(text)")
    }
  }

  @Test(arguments: forbidden)
  func `no allowance, however wide or narrow, opens what is forbidden`(_ text: String) {
    let block = prefix(text)
    for probe in [block.address, block.last] {
      for length in 0...(block.address.family == .v4 ? 32 : 128) {
        let policy = PeerPolicy(
          allow: [probe.prefix(length)], deny: [], ownListeners: [], relays: [], relayPorts: 1...1)
        let verdict = policy.verdict(on: Endpoint(address: probe, port: 5000))
        #expect(!verdict.isAllowed, "\(probe) by \(probe.prefix(length))")
        #expect(!policy.verdict(onAnyPortOf: probe).isAllowed)
      }
    }
  }

  @Test func `no two lines are about the same block, and none opens part of a forbidden one`() {
    let lines = SpecialPrefixes.all
    #expect(Set(lines.map(\.prefix)).count == lines.count)
    for line in lines where !line.isForbidden {
      for other in lines where other.isForbidden {
        let isInside =
          other.prefix.contains(line.prefix.address) && other.prefix.length < line.prefix.length
        #expect(!isInside, "\(line.prefix)")
      }
    }
    let forbidden = Set(lines.filter(\.isForbidden).map(\.prefix))
    #expect(forbidden == Set(SpecialPrefixTests.forbidden.map { prefix($0) }))
  }

  @Test func `every line says why and by which document`() {
    for line in SpecialPrefixes.all {
      #expect(line.purpose.utf8CodeUnitCount > 0 && line.reference.description.hasPrefix("RFC "))
      let rule = policy.verdict(on: Endpoint(address: line.prefix.last, port: 5000)).rule
      #expect(rule.prefix != nil && rule.reference.utf8CodeUnitCount > 0)
    }
  }

  @Test func `random addresses are denied just when a block has them or an address they hold`()
    async
  {
    await forEachSeed(32) { seed in
      var random = Seeded(seed: seed)
      for _ in 0..<500 {
        let probe: IPAddress =
          random.chance(0.5)
          ? .v4(UInt32(truncatingIfNeeded: random.next()))
          : .v6(high: random.next() >> 3 | 1 << 61, low: random.next())
        #expect(isAllowed(probe) == !CanonicalForms(of: probe).contains(where: isListed))
      }
    }
  }
}

extension IPPrefix {
  /// The last address of the block.
  fileprivate var last: IPAddress {
    let free = UInt64(128 - Int(mappedLength))
    let high = free <= 64 ? 0 : free == 128 ? UInt64.max : (1 << (free - 64)) - 1
    let low = free >= 64 ? UInt64.max : (1 << free) - 1
    return .v6(high: address.high | high, low: address.low | low)
  }
}

extension IPAddress {
  /// The address after this one in the same family.
  fileprivate var successor: IPAddress? {
    let (sum, carry) = low.addingReportingOverflow(1)
    let next = IPAddress.v6(high: high &+ (carry ? 1 : 0), low: sum)
    return next.family == family && (next.high, next.low) != (0, 0) ? next : nil
  }

  /// The address before this one in the same family.
  fileprivate var predecessor: IPAddress? {
    guard (high, low) != (0, 0) else { return nil }
    let (difference, borrow) = low.subtractingReportingOverflow(1)
    let next = IPAddress.v6(high: high &- (borrow ? 1 : 0), low: difference)
    return next.family == family ? next : nil
  }

  /// The block of this length that has this address.
  fileprivate func prefix(_ length: Int) -> IPPrefix {
    let fixed = UInt64(family == .v4 ? length + 96 : length)
    let high = fixed >= 64 ? UInt64.max : ~(UInt64.max >> fixed)
    let low = fixed <= 64 ? 0 : fixed == 128 ? UInt64.max : ~(UInt64.max >> (fixed - 64))
    // An IPv4 block keeps the 96 bits that make it one.
    return IPPrefix(.v6(high: self.high & high, low: self.low & low), length: length)!
  }
}
