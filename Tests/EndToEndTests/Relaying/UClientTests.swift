import SansIO
import Testing

/// Debian's client through our server.
struct UClientTests {
  /// What one run of the client tries.
  enum Way: String, CaseIterable, CustomTestStringConvertible {
    case channels = ""
    case channelsWithoutRTCP = "-c"
    case indications = "-s"
    case indicationsWithoutRTCP = "-s -c"
    case clientToClient = "-y"
    case clientToClientByIndications = "-y -s"
    case dontFragment = "-g"
    case severalClients = "-m 4"
    case largeMessages = "-l 1400 -c"

    var words: [String] { rawValue.split(separator: " ").map(String.init) }
    var testDescription: String { rawValue.isEmpty ? "channels" : "\(rawValue)" }
  }

  private static let options = Daemon.openRelaying + ["--rfc5766-channels"]

  @Test(arguments: Way.allCases, Daemon.loops)
  func `turnutils_uclient loses no packet`(_ way: Way, loops: Int) async throws {
    try await Daemon.with(Self.options, loops: loops) { daemon in
      try await Peer.with(in: daemon.scratch) { peer in
        let outcome = try await UClient.run(
          way.words + ["-n", "20"] + UClient.user, through: daemon.turn, to: peer,
          in: daemon.scratch)
        UClient.expectPassed(outcome)
      }
    }
  }

  @Test(arguments: [IPAddress.loopbackV4, .loopbackV6], Daemon.loops)
  func `turnutils_uclient relays to IPv6 peers`(_ local: IPAddress, loops: Int) async throws {
    try #require(Ports.hasIPv6, "this host has no IPv6 on loopback")
    let listener = Endpoint(address: local, port: 0).description
    let options = Self.options + ["--relay-address", "::1", "--allow-peer", "::1/128"]
    try await Daemon.with(options, loops: loops, at: listener) { daemon in
      try await Peer.with(.loopbackV6, in: daemon.scratch) { peer in
        for words in [["-x"], ["-x", "-s"]] {
          let outcome = try await UClient.run(
            words + ["-n", "10"] + UClient.user, through: daemon.turn, to: peer,
            in: daemon.scratch)
          UClient.expectPassed(outcome)
        }
      }
    }
  }

  @Test(arguments: Daemon.loops)
  func `RFC 8656 §12 channel numbers above 0x4FFF are refused unless asked for`(loops: Int)
    async throws
  {
    try await Daemon.with(Daemon.openRelaying, loops: loops) { daemon in
      try await Peer.with(in: daemon.scratch) { peer in
        // It picks numbers up to 0x7FFF at random: of sixteen, one at least is out of range.
        let outcome = try await UClient.run(
          ["-m", "8", "-n", "1"] + UClient.user, through: daemon.turn, to: peer,
          in: daemon.scratch)
        #expect(outcome.status != 0)
        #expect(
          (outcome.output + outcome.errors).contains("channel bind: error 400"),
          "\(outcome.output)")
      }
    }
  }
}
