import SansIO
import SignaldKit
import StunTurn
import Testing
import TestSupport

/// Relayed addresses of both families for one client.
struct DualAllocationTests {
  @Test(arguments: [[], ["203.0.113.7", "2001:db8:7::7"]], Daemon.loops)
  func `RFC 8656 §7.2 one client relays to peers of both families`(
    external: [String], loops: Int
  ) async throws {
    try #require(Ports.hasIPv6, "this host has no IPv6 on loopback")
    let options =
      Daemon.relaying + ["--relay-address", "::1"]
      + external.flatMap { ["--external-address", $0] }
    try await Daemon.with(options, loops: loops) { daemon in
      let credential = try #require(Credential(user: "u", password: "p"))
      try await RelayClient.withAllocation(
        through: .udp(daemon.turn), credential: credential, options: TURNOptions(families: .both)
      ) { (client) throws(ClientError) in
        let own = [client.allocation.relayed] + (client.allocation.second.map { [$0] } ?? [])
        let shown = external.isEmpty ? ["127.0.0.1", "::1"] : external
        #expect(own.map(\.address) == shown.map { address($0) })
        var arrivals = client.datagrams.makeAsyncIterator()
        for (number, relayed) in own.enumerated() {
          // It leaves by the relay socket of the peer's family, and comes back to it.
          try await client.bind(relayed)
          client.send([UInt8(number)], to: relayed)
          let arrival = await arrivals.next()
          #expect(arrival?.payload == [UInt8(number)] && arrival?.peer == relayed)
        }
      }
    }
  }
}
