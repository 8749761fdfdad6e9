import Foundation
import Reactor
import SansIO
import Testing

/// STUN and TURN over DTLS (RFC 7350), beside plain datagrams.
struct DTLSTests {
  private static let options =
    Daemon.openRelaying + [
      "--rfc5766-channels", "--turns", "127.0.0.1:0", "--dev-tls", "--https", "off",
    ]

  @Test(arguments: [[], ["-s"], ["-m", "4", "-c"], ["-y"], ["-l", "1200", "-c"]], Daemon.loops)
  func `turnutils_uclient loses nothing over DTLS, on the port of plain TURN too`(
    words: [String], loops: Int
  ) async throws {
    try await Daemon.with(Self.options, loops: loops) { daemon in
      try await Peer.with(in: daemon.scratch) { peer in
        for server in [try #require(daemon.turns), daemon.turn] {
          let outcome = try await UClient.run(
            ["-S"] + words + ["-n", "20"] + UClient.user, through: server, to: peer,
            in: daemon.scratch)
          UClient.expectPassed(outcome)
        }
        let plain = try await UClient.run(
          words + ["-n", "20"] + UClient.user, through: try #require(daemon.turns), to: peer,
          in: daemon.scratch)
        UClient.expectPassed(plain)
      }
    }
  }

  @Test(arguments: [["-dtls1_2"], ["-tls1_2"], ["-tls1_3"]], Daemon.loops)
  func `openssl agrees on the protocol, and is shown the certificate of the name it asks for`(
    version: [String], loops: Int
  ) async throws {
    let names = ["first.test", "second.test", "*.wild.test"]
    let made = try names.map { try SelfSignedCertificate.make(names: [$0]) }
    try await Scratch.with { scratch in
      var options = Daemon.relaying + ["--turn", "127.0.0.1:0", "--turns", "127.0.0.1:0"]
      for (number, pair) in made.enumerated() {
        options += ["--certificate", try scratch.file("\(number).pem", pair.certificatePEM)]
        options += ["--key", try scratch.file("\(number).key", pair.keyPEM)]
      }
      let daemon = try await Daemon(options + ["--loops", "\(loops)"], in: scratch)
      for (name, number) in [
        ("second.test", 1), ("a.wild.test", 2), ("first.test", 0), ("unknown.test", 0),
      ] {
        let outcome = try await Outcome(
          .system("openssl"),
          ["s_client", "-connect", "\(try #require(daemon.turns))", "-servername", name]
            + ["-verify_hostname", name, "-CAfile", scratch.path("\(number).pem")] + version,
          in: scratch)
        let isVerified = outcome.output.contains("Verify return code: 0 (ok)")
        #expect(isVerified == (name != "unknown.test"), "\(name): \(outcome)")
        #expect(outcome.output.contains("CN = \(names[number])"), "\(name): \(outcome)")
      }
      try await daemon.stop()
    }
  }
}
