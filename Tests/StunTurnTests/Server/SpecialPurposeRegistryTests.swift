import SansIO
import StunTurn
import TestSupport
import Testing

/// The default rules against the registries of special-purpose addresses as IANA publishes them.
@Suite struct SpecialPurposeRegistryTests {
  /// A row of a registry.
  struct Row: Sendable {
    let block: IPPrefix
    let name: String
    let isReachable: Bool
  }

  static let rows: [Row] = ["ipv4", "ipv6"].flatMap { family in
    let text = (try? IANATests.text("Tests/Fixtures/iana/\(family)-special-purpose.csv")) ?? ""
    return text.split(separator: "\n").dropFirst().compactMap { (line) -> Row? in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      // To us that is not a block of IPv6, but all of IPv4.
      if fields[0] == "::ffff:0:0/96" { return nil }
      return Row(block: prefix(fields[0]), name: fields[1], isReachable: fields[3] == "True")
    }
  }

  /// Reachable by the registry, and still no peers: services of a network, identifiers that are no
  /// addresses, and IPv4 behind a translator, which only an operator who has one can allow.
  static let deniedAllTheSame: Set<String> = [
    "192.0.0.9/32", "192.0.0.10/32", "64:ff9b::/96", "2001:1::1/128", "2001:1::2/128",
    "2001:1::3/128", "2001:3::/32", "2001:4:112::/48", "2001:20::/28", "2001:30::/28",
  ]

  private let policy = PeerPolicy(
    allow: [], deny: [], ownListeners: [], relays: [], relayPorts: 49152...65535)

  @Test func `both registries are read`() {
    #expect(Self.rows.count == 26 + 24)
  }

  @Test func `every block that is not globally reachable is denied, the others but a few are not`()
  {
    for row in Self.rows {
      let isDenied = !policy.verdict(onAnyPortOf: row.block.address).isAllowed
      let isExpected =
        !row.isReachable || Self.deniedAllTheSame.contains(row.block.description)
      #expect(isDenied == isExpected, "\(row.block) \(row.name)")
    }
  }

  @Test func `what denies a block of the registries names a document`() {
    for row in Self.rows where !policy.verdict(onAnyPortOf: row.block.address).isAllowed {
      let rule = policy.verdict(onAnyPortOf: row.block.address).rule
      #expect(rule.reference.utf8CodeUnitCount > 0 && rule.prefix != nil, "\(row.block)")
    }
  }
}
