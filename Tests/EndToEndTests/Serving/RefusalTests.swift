import Foundation
import SansIO
import Testing

/// Starts that cannot succeed: the server says why in one line and ends.
struct RefusalTests {
  /// Starts the server and sees that it ends with 1 and one line that holds all these words.
  private func expectRefusal(
    _ options: [String], by tool: Tool = .signald, before: [String] = [], saying words: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let outcome = try await Scratch.with { scratch in
      try await Outcome(
        tool, before + ["--http", "off", "--log", "warning"] + options, in: scratch)
    }
    #expect(outcome.status == 1, "\(outcome)", sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, "\(outcome)", sourceLocation: sourceLocation)
    #expect(
      outcome.errors.filter { $0 == "\n" }.count == 1, "\(outcome)",
      sourceLocation: sourceLocation)
    for word in ["signald: "] + words {
      #expect(outcome.errors.contains(word), "\(word)", sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: Daemon.loops)
  func `a port another program has is named with the option`(loops: Int) async throws {
    let other = try Wire(silentAt: .loopbackV4)
    let place = other.local.description
    try await expectRefusal(
      ["--turn", place, "--loops", "\(loops)"] + Daemon.relaying,
      saying: [place, "in use", "--turn"])
    withExtendedLifetime(other) {}
  }

  @Test(arguments: Daemon.loops, Daemon.loops)
  func `a port another of our servers has is not shared with it`(first: Int, second: Int)
    async throws
  {
    try await Daemon.with(Daemon.relaying, loops: first) { daemon in
      let place = daemon.turn.description
      try await expectRefusal(
        ["--turn", place, "--loops", "\(second)"] + Daemon.relaying,
        saying: [place, "in use", "--turn"])
    }
  }

  @Test(arguments: Daemon.loops)
  func `an address that is not ours is named with the option`(loops: Int) async throws {
    try await expectRefusal(
      ["--turn", "203.0.113.9:3478", "--loops", "\(loops)"] + Daemon.relaying,
      saying: ["203.0.113.9:3478", "no such address", "--turn"])
    try await expectRefusal(
      [
        "--turn", "127.0.0.1:0", "--loops", "\(loops)", "--turn-user", "u:p",
        "--relay-address", "203.0.113.9",
      ], saying: ["203.0.113.9", "no such address", "--relay-address"])
  }

  @Test(arguments: Daemon.loops)
  func `a privileged port is named with the way out`(loops: Int) async throws {
    let setting = "/proc/sys/net/ipv4/ip_unprivileged_port_start"
    let text = try String(contentsOfFile: setting, encoding: .utf8)
    let lowest = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    try #require(lowest > 79, "\(setting) lets everybody have port 79")
    let options = ["--turn", "127.0.0.1:79", "--loops", "\(loops)"] + Daemon.relaying
    let words = ["127.0.0.1:79", "below 1024", "--turn"]
    guard geteuid() == 0 else { return try await expectRefusal(options, saying: words) }
    // Whoever may not enter the build directory runs a copy.
    try await Scratch.with { scratch in
      let copy = scratch.url.appendingPathComponent("signald")
      try FileManager.default.copyItem(at: Tool.signald.url, to: copy)
      for path in [scratch.url.path, copy.path] {
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
      }
      try await expectRefusal(
        options, by: .system("setpriv"),
        before: [
          "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all", copy.path,
        ], saying: words)
    }
  }

  @Test(arguments: Daemon.loops)
  func `a state directory that cannot be made is named with the option`(loops: Int) async throws {
    try await expectRefusal(
      [
        "--turn", "127.0.0.1:0", "--relay-address", "127.0.0.1", "--loops", "\(loops)",
        "--state", "/proc/nothing/here",
      ], saying: ["state directory /proc/nothing/here", "--state"])
  }

  @Test func `an unknown option is a usage error with a suggestion`() async throws {
    let outcome = try await signald("--turn-usr", "u:p")
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("did you mean --turn-user"), "\(outcome.errors)")
  }
}
