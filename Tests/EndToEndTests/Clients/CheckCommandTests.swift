import Foundation
import SansIO
import Testing

/// The conformance checks against our own server, as anybody would run them.
struct CheckCommandTests {
  private static let user = ["--user", "u", "--password", "p"]

  /// Reasons to skip a check of our server on loopback.
  private static let reasons: Set = [
    "for stream transports only", "for datagram transports only",
    "needs a second user; see --secret", "takes minutes; see --slow",
    "the peers of this run are on loopback themselves", "the server relays no IPv6",
    "the server relays no TCP", "the server offers no OTHER-ADDRESS",
    "the server ignores MOBILITY-TICKET", "the server forbids mobility",
    "the nonce does not announce USERHASH", "no ICMP error was passed on",
  ]

  private func objects(_ outcome: Outcome) throws -> [[String: Any]] {
    try outcome.lines.map { line in
      let parsed = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(parsed as? [String: Any], "\(line)")
    }
  }

  /// Runs all checks over some transports and sees that none failed.
  private func expectPassed(_ servers: [String], _ words: [String]) async throws {
    let outcome = try await Scratch.with {
      try await Outcome(
        .signald, ["check", "turn", "--json", "--insecure"] + words + servers, in: $0)
    }
    let objects = try objects(outcome)
    let failures = objects.filter { $0["outcome"] as? String == "failed" }
    #expect(failures.isEmpty, "\(failures)")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(objects.filter { $0["passed"] != nil }.count == servers.count)
    for object in objects where object["outcome"] as? String == "skipped" {
      let reason = try #require(object["reason"] as? String)
      #expect(Self.reasons.contains(reason), "\(object)")
    }
    let passed = objects.filter { $0["outcome"] as? String == "passed" }
    #expect(passed.count > 100 * servers.count)
  }

  @Test(arguments: Daemon.loops)
  func `our server passes every check over UDP, TCP, TLS and DTLS`(loops: Int) async throws {
    let options = Daemon.openRelaying + ["--turns", "127.0.0.1:0", "--https", "off", "--dev-tls"]
    try await Daemon.with(options, loops: loops) { daemon in
      let turns = try #require(daemon.turns)
      let servers = [
        "\(daemon.turn)", "turn:\(daemon.turn)?transport=tcp", "turns:\(turns)?transport=tcp",
        "turns:\(turns)?transport=udp",
      ]
      for server in servers { try await expectPassed([server], Self.user) }
    }
  }

  @Test(arguments: Daemon.loops)
  func `our server passes every check with time-limited credentials`(loops: Int) async throws {
    let options = Daemon.openRelaying + ["--turn-secret", "shh"]
    try await Daemon.with(options, loops: loops) { daemon in
      try await expectPassed(["\(daemon.turn)"], ["--secret", "shh"])
    }
  }

  @Test func `failures are told in words, and by the status`() async throws {
    try await Daemon.with(Daemon.openRelaying + ["--rfc5766-channels"], loops: 1) { daemon in
      let outcome = try await Scratch.with {
        try await Outcome(
          .signald,
          ["check", "turn", "--only", "channels", "\(daemon.turn)"] + Self.user, in: $0)
      }
      #expect(outcome.status == 1, "\(outcome)")
      #expect(outcome.errors == "signald: 1 check failed\n")
      let text = outcome.output
      #expect(text.contains("FAIL  channels.number-high"))
      #expect(text.contains("sent      ChannelBind request with CHANNEL-NUMBER 0x5000"))
      #expect(text.contains("expected  an error response 400\n"))
      #expect(text.contains("came      ChannelBind success response"))
      #expect(text.hasPrefix("\(daemon.turn) over udp\n\n"))
      let last = try #require(outcome.lines.last)
      #expect(last.hasPrefix("\(daemon.turn) over udp"))
      #expect(last.split(separator: " ").suffix(3).first != "0")
    }
  }

  @Test func `a server that is not there is told from one that fails`() async throws {
    let port = try Ports.freePair()
    let outcome = try await signald(
      "check", "turn", "127.0.0.1:\(port)", "--user", "u", "--password", "p")
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("no TURN server"), "\(outcome.errors)")
  }

  @Test func `checks are listed without a server`() async throws {
    let outcome = try await signald("check", "turn", "--list", "--only", "refresh")
    #expect(outcome.status == 0 && outcome.lines.count > 5, "\(outcome)")
    #expect(outcome.lines.allSatisfy { $0.hasPrefix("refresh.") && $0.contains("  RFC 8") })
  }
}
