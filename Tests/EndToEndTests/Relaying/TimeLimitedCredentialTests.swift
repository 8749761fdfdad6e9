import Foundation
import SansIO
import SignaldCrypto
import Testing

/// Credentials made from a shared secret, as the TURN REST draft has them.
struct TimeLimitedCredentialTests {
  private static let relay = [
    "--relay-address", "127.0.0.1", "--realm", "r.example", "--allow-peer", "127.0.0.0/8",
    "--rfc5766-channels",
  ]

  private func tryOut(
    _ secret: String, _ daemon: Daemon, to peer: Endpoint
  ) async throws -> Outcome {
    try await UClient.run(
      ["-c", "-n", "2", "-u", "alice", "-W", secret], through: daemon.turn, to: peer,
      in: daemon.scratch)
  }

  @Test(arguments: Daemon.loops)
  func `turnutils_uclient passes with either of two secrets and no third`(loops: Int) async throws {
    let options = Self.relay + ["--turn-secret", "old secret", "--turn-secret", "new secret"]
    try await Daemon.with(options, loops: loops) { daemon in
      try await Peer.with(in: daemon.scratch) { peer in
        for secret in ["old secret", "new secret"] {
          UClient.expectPassed(try await tryOut(secret, daemon, to: peer))
        }
        let refused = try await tryOut("no secret", daemon, to: peer)
        #expect(refused.status != 0)
        let text = refused.output + refused.errors
        #expect(text.contains("Cannot complete Allocation"), "\(text)")
      }
    }
  }

  @Test(arguments: Daemon.loops)
  func `turnutils_uclient passes with the secrets of a file`(loops: Int) async throws {
    try await Scratch.with { scratch in
      let file = try scratch.file("secrets", "# rotated monthly\n\nfirst\nsecond\n")
      let options = Self.relay + ["--turn-secret-file", file]
      try await Daemon.with(options, loops: loops) { daemon in
        try await Peer.with(in: daemon.scratch) { peer in
          for secret in ["first", "second"] {
            UClient.expectPassed(try await tryOut(secret, daemon, to: peer))
          }
        }
      }
    }
  }

  /// User name and password of an account made from a secret.
  private func credentials(_ secret: String, expiring: Int) -> (user: String, password: String) {
    let user = "\(expiring):alice"
    var authenticator = Authenticator()
    let code = authenticator.code(.sha1, key: Array(secret.utf8), over: Array(user.utf8))
    return (user, Base64.encode(code.array))
  }

  @Test(arguments: Daemon.loops)
  func `the secret of the first run works, and is the same at the second`(loops: Int) async throws {
    try await Scratch.with { scratch in
      var secrets: [String] = []
      for _ in 0..<2 {
        let daemon = try await Daemon(
          ["--turn", "127.0.0.1:0", "--relay-address", "127.0.0.1", "--loops", "\(loops)"],
          in: scratch)
        let path = scratch.path("state/turn-secret")
        #expect(daemon.process.errors.contains(path), "\(daemon.process.errors)")
        let secret = scratch.text("state/turn-secret").trimmingCharacters(in: .newlines)
        secrets.append(secret)
        let now = Int(Date().timeIntervalSince1970)
        let good = credentials(secret, expiring: now + 600)
        let late = credentials(secret, expiring: now - 600)
        let trial = try await signald(
          "turn", "--user", good.user, "--password", good.password, "\(daemon.turn)")
        #expect(trial.status == 0, "\(trial.errors)")
        let refusal = try await signald(
          "turn", "--user", late.user, "--password", late.password, "\(daemon.turn)")
        #expect(refusal.status == 1 && refusal.errors.contains("401"), "\(refusal.errors)")
        try await daemon.stop()
      }
      #expect(secrets[0].count == 64 && secrets[0] == secrets[1])
    }
  }
}
