import Foundation
import FoundationNetworking
import SansIO
import Testing

/// Credentials from their making to their end, against the program as it is.
struct CredentialLifecycleTests {
  private static let relay = ["--turn", "127.0.0.1:0", "--realm", "r.example"] + relaying
  private static let relaying = ["--relay-address", "127.0.0.1", "--allow-peer", "127.0.0.0/8"]

  /// Tries the relay from end to end; answers the status and what was printed.
  private func attempt(
    _ daemon: Daemon, _ user: String, _ password: String, _ more: String...
  ) async throws -> Outcome {
    try await Outcome(
      .signald,
      ["turn", "--user", user, "--password", password] + more + ["\(daemon.turn)"],
      in: daemon.scratch)
  }

  private func expectRefused(_ outcome: Outcome, _ location: SourceLocation = #_sourceLocation) {
    #expect(
      outcome.status == 1 && outcome.errors.contains("401"), "\(outcome.errors)",
      sourceLocation: location)
  }

  /// A credential that `signald credential` makes.
  private func mint(_ words: String..., in scratch: Scratch) async throws -> [String] {
    let made = try await Outcome(.signald, ["credential"] + words, in: scratch)
    #expect(made.status == 0, "\(made.errors)")
    return made.lines.compactMap { $0.split(separator: " ").last.map(String.init) }
  }

  @Test(arguments: Daemon.loops)
  func `SIGHUP exchanges users and secrets, and a bad file changes nothing`(loops: Int) async throws
  {
    try await Scratch.with { scratch in
      let users = try scratch.file("users", "alice:wonder\n")
      let secrets = try scratch.file("secrets", "old\n")
      let daemon = try await Daemon(
        Self.relay + [
          "--loops", "\(loops)", "--users-file", users, "--turn-secret-file", secrets,
        ], in: scratch)
      let old = try await mint("--user", "carol", "--turn-secret", "old", in: scratch)
      #expect(try await attempt(daemon, "alice", "wonder").status == 0)
      #expect(try await attempt(daemon, old[0], old[1]).status == 0)

      _ = try scratch.file("users", "bob:builder\nalice\n")
      daemon.process.signal(SIGHUP)
      try await daemon.process.wait("the complaint") {
        daemon.process.errors.contains("users and secrets stay as they were")
      }
      #expect(daemon.process.errors.contains("line 2"), "\(daemon.process.errors)")
      #expect(!daemon.process.errors.contains("builder"))
      #expect(try await attempt(daemon, "alice", "wonder").status == 0)

      _ = try scratch.file("users", "bob:builder\n")
      _ = try scratch.file("secrets", "new\n")
      daemon.process.signal(SIGHUP)
      try await daemon.process.wait("the exchange") {
        daemon.process.errors.contains("users and secrets read again")
      }
      expectRefused(try await attempt(daemon, "alice", "wonder"))
      expectRefused(try await attempt(daemon, old[0], old[1]))
      let new = try await mint("--user", "carol", "--turn-secret-file", secrets, in: scratch)
      #expect(try await attempt(daemon, "bob", "builder").status == 0)
      #expect(try await attempt(daemon, new[0], new[1]).status == 0)
      daemon.process.signal(SIGTERM)
      #expect(try await daemon.process.status() == 0)
    }
  }

  @Test(arguments: Daemon.loops)
  func `credentials of every kind pass, of RFC 5389 clients too`(loops: Int) async throws {
    try await Daemon.with(
      Self.relaying + ["--realm", "r.example", "--turn-secret", "shared", "--rfc5766-channels"],
      loops: loops
    ) { daemon in
      try await Peer.with(in: daemon.scratch) { peer in
        for kind in ["sha1", "sha256", "pass"] {
          let made = try await mint(
            "--user", "alice", "--kind", kind, "--turn-secret", "shared", in: daemon.scratch)
          let trial = try await attempt(daemon, made[0], made[1])
          #expect(trial.status == 0, "\(kind): \(trial.errors)")
          UClient.expectPassed(
            try await UClient.run(
              ["-c", "-n", "2", "-u", made[0], "-w", made[1]], through: daemon.turn, to: peer,
              in: daemon.scratch))
        }
      }
    }
  }

  @Test func `strict expiry ends an allocation with its credential`() async throws {
    for isStrict in [false, true] {
      try await Daemon.with(
        Self.relaying + ["--realm", "r.example", "--turn-secret", "shared"]
          + (isStrict ? ["--strict-expiry"] : []), loops: 1
      ) { daemon in
        let made = try await mint(
          "--user", "alice", "--lifetime", "100", "--turn-secret", "shared", in: daemon.scratch)
        let trial = try await attempt(daemon, made[0], made[1], "--json")
        let lifetime = try #require(trial.output.firstMatch(of: /"lifetime_s":(\d+)/))
        #expect((Int(lifetime.1) ?? 0 <= 100) == isStrict, "\(trial.output)")
      }
    }
  }

  @Test(arguments: Daemon.loops)
  func `who leaves a room can relay no more, and who comes again can`(loops: Int) async throws {
    try await Daemon.with(
      Self.relaying + ["--http", "127.0.0.1:0"] + Daemon.pages, loops: loops
    ) { daemon in
      let site = "http://\(try #require(daemon.http))"
      let first = try await join(site)
      #expect(try await attempt(daemon, first.user, first.password).status == 0)
      _ = try await post("\(site)/leave/r/\(first.client)")
      for _ in 0..<3 { expectRefused(try await attempt(daemon, first.user, first.password)) }
      let again = try await join(site)
      #expect(again.user != first.user)
      #expect(try await attempt(daemon, again.user, again.password).status == 0)
    }
  }

  private func post(_ text: String) async throws -> String {
    var request = URLRequest(url: try #require(URL(string: text)))
    request.httpMethod = "POST"
    let (data, _) = try await URLSession.shared.data(for: request)
    return String(decoding: data, as: UTF8.self)
  }

  /// Joins the room r and asks for a credential.
  private func join(
    _ site: String
  ) async throws -> (client: String, user: String, password: String) {
    let joined = try await post("\(site)/join/r")
    let client = try #require(joined.firstMatch(of: /"client_id":\s*"([^"]+)"/), "\(joined)")
    let key = try #require(joined.firstMatch(of: /iceconfig\?key=([^"\\]+)/), "\(joined)")
    let answer = try await post("\(site)/v1alpha/iceconfig?key=\(key.1)")
    let user = try #require(answer.firstMatch(of: /"username":"([^"]+)"/), "\(answer)")
    let password = try #require(answer.firstMatch(of: /"credential":"([^"]+)"/), "\(answer)")
    return (String(client.1), String(user.1), String(password.1))
  }
}
