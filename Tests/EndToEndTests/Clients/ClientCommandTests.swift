import Foundation
import SansIO
import StunTurn
import Testing

/// The client commands against our own server and Debian's.
struct ClientCommandTests {
  private static let user = ["--user", "u", "--password", "p"]

  /// The members of the one JSON object of a line.
  private func object(_ line: some StringProtocol) throws -> [String: Any] {
    let parsed = try JSONSerialization.jsonObject(with: Data(line.utf8))
    return try #require(parsed as? [String: Any], "\(line)")
  }

  private func run(_ words: [String]) async throws -> Outcome {
    try await Scratch.with { try await Outcome(.signald, words, in: $0) }
  }

  /// Runs stun and turn against a server and checks what they print.
  private func expectService(_ server: String, _ options: [String], transport: String) async throws
  {
    let options = options + ["--transport", transport]
    let stun = try await run(["stun"] + options + ["--json", server])
    #expect(stun.status == 0 && stun.errors.isEmpty, "\(stun)")
    let seen = try object(stun.output)
    #expect(seen["server"] as? String == server && seen["transport"] as? String == transport)
    #expect(seen["address"] as? String == "127.0.0.1")
    #expect((1...65_535).contains(try #require(seen["port"] as? Int)))
    #expect(try #require(seen["round_trip_ms"] as? Double) >= 0)
    let turn = try await run(["turn"] + options + Self.user + ["--json", server])
    #expect(turn.status == 0 && turn.errors.isEmpty, "\(turn)")
    let trial = try object(turn.output)
    #expect(trial["server"] as? String == server && trial["transport"] as? String == transport)
    for name in ["relayed", "mapped"] {
      let text = try #require(trial[name] as? String)
      let endpoint = try #require(Endpoint(text), "\(text)")
      #expect(endpoint.address == .loopbackV4 && endpoint.port != 0)
    }
    #expect(try #require(trial["lifetime_s"] as? Int) == 600)
    for name in ["allocate_ms", "permit_ms", "relay_ms"] {
      #expect(try #require(trial[name] as? Double) >= 0)
    }
    let text = try await run(["turn"] + options + Self.user + [server])
    #expect(text.status == 0 && text.lines.count == 4, "\(text)")
    let refused = try await run(
      ["turn"] + options + ["--user", "u", "--password", "wrong", server])
    #expect(refused.status == 1 && refused.output.isEmpty, "\(refused)")
    #expect(refused.errors.filter { $0 == "\n" }.count == 1)
    #expect(refused.errors.hasPrefix("signald: \(server) over \(transport): "))
    #expect(refused.errors.contains("401") && refused.errors.contains("--password"))
  }

  /// Runs ice with a TURN server and checks its candidates.
  private func expectCandidates(_ uris: [String], _ options: [String] = []) async throws {
    let servers = uris.flatMap { ["--server", $0] }
    let plain = try await run(["ice"] + servers + options + Self.user)
    #expect(plain.status == 0 && plain.errors.isEmpty, "\(plain)")
    let candidates = try plain.lines.map { try Candidate(parsing: $0) }
    #expect(candidates.contains { $0.kind == .host && $0.endpoint.address == .loopbackV4 })
    let relayed = candidates.filter { $0.kind == .relayed }
    #expect(relayed.contains { $0.endpoint.address == .loopbackV4 && $0.related != nil })
    #expect(Set(candidates.map(\.endpoint)).count == candidates.count)
    let json = try await run(["ice"] + servers + options + Self.user + ["--json"])
    #expect(json.status == 0)
    var kinds: Set<String> = []
    for line in json.lines {
      let members = try object(line)
      let candidate = try Candidate(parsing: try #require(members["candidate"] as? String))
      kinds.insert(try #require(members["type"] as? String))
      #expect(members["type"] as? String == candidate.kind.word)
      #expect(members["address"] as? String == "\(candidate.endpoint.address)")
      #expect(members["port"] as? Int == Int(candidate.endpoint.port))
      #expect(members["priority"] as? Int == Int(candidate.priority))
      #expect(try #require(members["after_ms"] as? Double) >= 0)
    }
    #expect(kinds.isSuperset(of: ["host", "relay"]))
  }

  @Test(arguments: Daemon.loops)
  func `our clients are content with our server`(loops: Int) async throws {
    try await Daemon.with(Daemon.relaying, loops: loops) { daemon in
      try await expectService("\(daemon.turn)", [], transport: "udp")
      try await expectService("\(daemon.turn)", [], transport: "tcp")
      try await expectCandidates(["stun:\(daemon.turn)", "turn:\(daemon.turn)"])
      try await expectCandidates(["turn:\(daemon.turn)?transport=tcp"])
    }
  }

  @Test(arguments: Daemon.loops)
  func `our clients are content with our server over TLS, on the port of the pages`(
    loops: Int
  ) async throws {
    let options =
      Daemon.relaying + Daemon.pages + [
        "--http", "off", "--https", "127.0.0.1:0", "--dev-tls", "--turns", "127.0.0.1:0",
      ]
    try await Daemon.with(options, loops: loops) { daemon in
      let server = "\(try #require(daemon.https))"
      try await expectService(server, ["--insecure"], transport: "tls")
      try await expectCandidates(["turns:\(server)"], ["--insecure"])
      for secure in [try #require(daemon.turns), daemon.turn] {
        try await expectService("\(secure)", ["--insecure"], transport: "tls")
        try await expectService("\(secure)", ["--insecure"], transport: "dtls")
        try await expectCandidates(["turns:\(secure)?transport=udp"], ["--insecure"])
      }
    }
  }

  @Test func `our clients are content with coturn over UDP, TCP, TLS and DTLS`() async throws {
    try await Coturn.with { coturn in
      let plain = "127.0.0.1:\(coturn.port)"
      let secure = "127.0.0.1:\(coturn.tlsPort)"
      try await expectService(plain, [], transport: "udp")
      try await expectService(plain, [], transport: "tcp")
      try await expectService(secure, ["--insecure"], transport: "tls")
      try await expectService(secure, ["--insecure"], transport: "dtls")
      try await expectCandidates(["stun:\(plain)", "turn:\(plain)"])
      try await expectCandidates(["turn:\(plain)?transport=tcp"])
      try await expectCandidates(["turns:\(secure)"], ["--insecure"])
      try await expectCandidates(["turns:\(secure)?transport=udp"], ["--insecure"])
    }
  }

  @Test func `a certificate nobody vouches for is refused`() async throws {
    try await Coturn.with { coturn in
      let server = "127.0.0.1:\(coturn.tlsPort)"
      let turn = try await run(["turn", "--transport", "tls"] + Self.user + [server])
      #expect(turn.status == 1 && turn.output.isEmpty)
      #expect(turn.errors.contains("\(server) over tls: TLS failed: "), "\(turn.errors)")
      let ice = try await run(["ice", "--server", "turns:\(server)"] + Self.user)
      #expect(ice.errors.contains("TLS failed: "), "\(ice.errors)")
      #expect(!ice.output.contains("typ relay"))
    }
  }

  @Test(arguments: ["udp", "tcp", "tls", "dtls"])
  func `a port where nobody listens is told at once`(transport: String) async throws {
    let server = "127.0.0.1:\(try Ports.freePair())"
    let words = ["turn", "--transport", transport, "--timeout", "60"] + Self.user + [server]
    let outcome = try await run(words)
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("signald: \(server) over \(transport): "))
    #expect(!outcome.errors.contains("no answer"), "\(outcome.errors)")
  }

  @Test func `a server that says nothing is given up in time`() async throws {
    let silent = try Wire(silentAt: .loopbackV4)
    let server = "\(silent.local)"
    for words in [["stun"], ["turn"] + Self.user] {
      let outcome = try await run(words + ["--timeout", "1", server])
      #expect(outcome.status == 1 && outcome.output.isEmpty)
      #expect(outcome.errors.contains("\(server) over udp: no answer"), "\(outcome.errors)")
    }
    withExtendedLifetime(silent) {}
  }

  @Test func `a name that does not exist is told`() async throws {
    let outcome = try await run(["stun", "--timeout", "20", "no-such-host.invalid"])
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("no-such-host.invalid"), "\(outcome.errors)")
  }
}
