import Foundation
import SansIO
import Testing

/// Our server as a process of its own.
struct Daemon {
  /// Every test of the server runs with one loop and with two.
  static let loops = [1, 2]

  let process: Running
  let scratch: Scratch
  /// Where it serves STUN and TURN.
  let listeners: [Endpoint]
  /// Where it serves rooms, if it does.
  let http: Endpoint?
  /// Where it serves them over TLS, if it does.
  let https: Endpoint?

  /// Where it serves TURN over TLS and DTLS, if it does.
  let turns: Endpoint?

  /// Its first listener.
  var turn: Endpoint { listeners[0] }
  /// The port of its first listener as text.
  var port: String { "\(turn.port)" }

  /// Options for a relay on loopback with the user u and the password p.
  static let relaying = [
    "--relay-address", "127.0.0.1", "--realm", "r.example", "--turn-user", "u:p",
  ]
  /// The same where peers on loopback are allowed.
  static let openRelaying = relaying + ["--allow-peer", "127.0.0.0/8"]
  /// Options for pages, which no server of rooms should be without.
  static let pages = [
    "--web",
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "web").path,
  ]

  /// Starts the server on a free port of loopback, lends it, stops it, and sees that it went well.
  static func with<R>(
    _ options: [String], loops: Int, at listener: String = "127.0.0.1:0",
    _ body: (Daemon) async throws -> R
  ) async throws -> R {
    try await Scratch.with { scratch in
      let daemon = try await Daemon(
        ["--turn", listener, "--loops", "\(loops)"] + options, in: scratch)
      let result = try await body(daemon)
      try await daemon.stop()
      return result
    }
  }

  /// Starts the server and waits until it says that it is ready.
  init(_ options: [String], in scratch: Scratch) async throws {
    let rooms = options.contains("--http") ? [] : ["--http", "off"]
    let process = try Running(
      .signald, rooms + ["--state", scratch.path("state")] + options, in: scratch)
    self.process = process
    self.scratch = scratch
    try await process.wait("ready") { process.output.hasSuffix("\n") || process.hasEnded }
    guard
      let match = process.output.wholeMatch(
        of: /ready http=(\S+)( https=(\S+))?( turns=(\S+))? turn=(\S+)\n/)
    else {
      throw Failure("the server did not start: \(process.output)\(process.errors)")
    }
    http = Endpoint(match.1)
    https = match.3.flatMap { Endpoint($0) }
    turns = match.5.flatMap { Endpoint($0) }
    listeners = match.6.split(separator: ",").compactMap { Endpoint($0) }
    try #require(!listeners.isEmpty, "\(process.output)")
  }

  /// Stops the server and sees that it ended in order and had no trouble.
  func stop(by signal: Int32 = SIGTERM) async throws {
    process.signal(signal)
    let status = try await process.status()
    #expect(status == 0, "\(process.errors)")
    #expect(!process.errors.contains(" error: "), "\(process.errors)")
    #expect(!process.errors.contains(" warning: "), "\(process.errors)")
    #expect(process.output.filter { $0 == "\n" }.count == 1, "\(process.output)")
  }
}
