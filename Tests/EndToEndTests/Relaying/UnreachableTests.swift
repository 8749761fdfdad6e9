import SansIO
import StunTurn
import Testing

/// Peers that are not there.
struct UnreachableTests {
  @Test(arguments: [IPAddress.loopbackV4, .loopbackV6], Daemon.loops)
  func `RFC 8656 §11.5 a datagram to a closed port brings the client an ICMP error`(
    _ local: IPAddress, loops: Int
  ) async throws {
    try #require(local.family == .v4 || Ports.hasIPv6, "this host has no IPv6 on loopback")
    let options =
      Daemon.openRelaying + ["--relay-address", "\(local)", "--allow-peer", "::1/128"]
    try await Daemon.with(local.family == .v4 ? Daemon.openRelaying : options, loops: loops) {
      daemon in
      var client = try WireClient(of: daemon.turn)
      let relayed = try client.allocate(local.family)
      let closed = Endpoint(address: local, port: try Ports.freePair(local))
      #expect(try client.ask(.createPermission, .peer(closed)).isSuccess)
      try client.send([1], to: closed)
      let isV4 = local.family == .v4
      #expect(try client.icmp() == ["\(closed)", isV4 ? "3" : "1", isV4 ? "3" : "4", "0"])
      // The error was about one peer: others are heard, and hear.
      guard isV4 else { return }
      let peer = try Wire(to: relayed)
      try client.send([2], to: peer.local)
      #expect(try peer.receive() == [2])
      try peer.send([3])
      #expect(try client.arrival() == WireClient.Arrival(payload: [3], peer: peer.local))
    }
  }
}
