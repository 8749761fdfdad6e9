import SansIO
import StunTurn
import Testing

/// Debian's client finds out how the NAT between it and our server behaves: there is none.
struct NATDiscoveryTests {
  @Test(arguments: Daemon.loops)
  func `RFC 5780 §4 turnutils_natdiscovery finds no NAT on loopback`(loops: Int) async throws {
    let first = try Ports.freePair()
    let places = "127.0.0.1:\(first),127.0.0.2:\(first + 1)"
    let options = Daemon.relaying + ["--nat-discovery", places]
    try await Daemon.with(options, loops: loops, at: "127.0.0.1:\(first)") { daemon in
      let outcome = try await Outcome(
        .system("turnutils_natdiscovery"),
        ["-m", "-f", "-L", "127.0.0.1", "-p", "\(first)", "127.0.0.1"], in: daemon.scratch)
      let text = outcome.output + outcome.errors
      #expect(outcome.status == 0, "\(text)")
      #expect(text.contains("NAT with Endpoint Independent Filtering!"), "\(text)")
      #expect(
        text.contains("No NAT! (Endpoint Independent Mapping)")
          || text.contains("NAT with Endpoint Independent Mapping!"), "\(text)")
    }
  }
}
