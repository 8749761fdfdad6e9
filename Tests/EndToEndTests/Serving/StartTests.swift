import Foundation
import SansIO
import Testing

/// How the server starts and stops.
struct StartTests {
  @Test(arguments: Daemon.loops)
  func `the ready line names every listener with its port`(loops: Int) async throws {
    try #require(Ports.hasIPv6, "this host has no IPv6 on loopback")
    let options = ["--turn", "[::1]:0"] + Daemon.relaying
    try await Daemon.with(options, loops: loops) { daemon in
      let line = /ready http=off turn=127\.0\.0\.1:[1-9][0-9]*,\[::1\]:[1-9][0-9]*\n/
      #expect(try line.wholeMatch(in: daemon.process.output) != nil, "\(daemon.process.output)")
      for listener in daemon.listeners {
        let answer = try await signald("stun", "\(listener)")
        #expect(answer.status == 0, "\(answer.errors)")
      }
    }
  }

  @Test(arguments: [SIGTERM, SIGINT], Daemon.loops)
  func `a signal ends the server in order`(signal: Int32, loops: Int) async throws {
    try await Scratch.with { scratch in
      let daemon = try await Daemon(
        ["--turn", "127.0.0.1:0", "--loops", "\(loops)"] + Daemon.relaying, in: scratch)
      try await daemon.stop(by: signal)
      #expect(daemon.process.errors.contains("info: stopped"), "\(daemon.process.errors)")
      #expect(try !Ports.isTaken(udp: daemon.turn.port))
    }
  }

  @Test(arguments: Daemon.loops)
  func `SIGHUP ends nothing`(loops: Int) async throws {
    try await Scratch.with { scratch in
      let daemon = try await Daemon(
        ["--turn", "127.0.0.1:0", "--loops", "\(loops)"] + Daemon.relaying, in: scratch)
      var client = try WireClient(of: daemon.turn)
      let relayed = try client.allocate()
      daemon.process.signal(SIGHUP)
      try await daemon.process.wait("word of it") {
        daemon.process.errors.contains("users and secrets read again")
      }
      #expect(try client.ask(.createPermission, .peer(relayed)).isSuccess)
      daemon.process.signal(SIGTERM)
      #expect(try await daemon.process.status() == 0)
    }
  }

  @Test(arguments: Daemon.loops)
  func `live allocations do not delay the end`(loops: Int) async throws {
    try await Daemon.with(Daemon.relaying, loops: loops) { daemon in
      for _ in 0..<8 {
        var client = try WireClient(of: daemon.turn)
        _ = try client.allocate()
      }
    }
  }

  @Test func `the version is told`() async throws {
    let outcome = try await signald("--version")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(try /signald [0-9]+\.[0-9]+\.[0-9]+.*\n/.wholeMatch(in: outcome.output) != nil)
  }
}
