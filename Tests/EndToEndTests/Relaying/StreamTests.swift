import Foundation
import SansIO
import Testing

/// TURN over TCP and TLS, and the other services of the same ports.
struct StreamTests {
  private static let options =
    Daemon.openRelaying + Daemon.pages + [
      "--rfc5766-channels", "--http", "127.0.0.1:0", "--https", "127.0.0.1:0", "--dev-tls",
    ]

  /// Which port a client comes to, and how.
  enum Place: CaseIterable {
    case turn, http, https

    var words: [String] { self == .https ? ["-t", "-S"] : ["-t"] }

    func endpoint(of daemon: Daemon) throws -> Endpoint {
      switch self {
      case .turn: daemon.turn
      case .http: try #require(daemon.http)
      case .https: try #require(daemon.https)
      }
    }
  }

  /// What a web server answers; its certificate is taken unchecked.
  private func fetch(
    _ method: String, _ url: String, in scratch: Scratch
  ) async throws -> String {
    let script = """
      import ssl, sys, urllib.request as web
      ask = web.Request(sys.argv[2], method=sys.argv[1])
      print(web.urlopen(ask, context=ssl._create_unverified_context(), timeout=20).read().decode())
      """
    let outcome = try await Outcome(
      .system("python3"), ["-c", script, method, url], in: scratch)
    try #require(outcome.status == 0, "\(method) \(url): \(outcome)")
    return outcome.output
  }

  @Test(arguments: Place.allCases, Daemon.loops)
  func `turnutils_uclient loses nothing over streams, whatever port it comes to`(
    _ place: Place, loops: Int
  ) async throws {
    try await Daemon.with(Self.options, loops: loops) { daemon in
      try await Peer.with(in: daemon.scratch) { peer in
        for words in [[], ["-s"], ["-l", "1400", "-c", "-m", "4"]] {
          let outcome = try await UClient.run(
            place.words + words + ["-n", "20"] + UClient.user,
            through: try place.endpoint(of: daemon), to: peer, in: daemon.scratch)
          UClient.expectPassed(outcome)
        }
      }
    }
  }

  // The client of each pair connects to the other's relayed address and is connected to.
  @Test(arguments: [Place.turn, .https], Daemon.loops)
  func `RFC 6062 §3 turnutils_uclient loses nothing of streams between relayed addresses`(
    _ place: Place, loops: Int
  ) async throws {
    try await Daemon.with(Self.options, loops: loops) { daemon in
      let outcome = try await UClient.run(
        place.words + ["-T", "-y", "-c", "-n", "10"] + UClient.user,
        through: try place.endpoint(of: daemon), to: daemon.turn, in: daemon.scratch)
      UClient.expectNothingLost(outcome)
    }
  }

  @Test(arguments: Daemon.loops)
  func `rooms are served on every port, and offer the relay over streams`(loops: Int) async throws {
    try await Daemon.with(Self.options, loops: loops) { daemon in
      let secure = try #require(daemon.https)
      for place in Place.allCases {
        let scheme = place == .https ? "https" : "http"
        let site = "\(scheme)://\(try place.endpoint(of: daemon))"
        // With two loops each of several connections may come to either.
        for _ in 0..<4 {
          let text = try await fetch("GET", "\(site)/params", in: daemon.scratch)
          let params = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
          let source = try #require(params?["ice_server_url"] as? String)
          let offer = try await fetch("POST", source, in: daemon.scratch)
          #expect(offer.contains("turn:\(daemon.turn)?transport=tcp"), "\(offer)")
          #expect(offer.contains("turns:\(secure)?transport=tcp"), "\(offer)")
        }
      }
    }
  }

  @Test(arguments: Daemon.loops)
  func `a port another server listens at is refused, shared or not`(loops: Int) async throws {
    try await Daemon.with(Self.options, loops: loops) { daemon in
      let taken = "\(try #require(daemon.http))"
      for option in ["--http", "--turn"] {
        let words = ["--state", daemon.scratch.path("other"), "--loops", "\(loops)"]
        let rooms = option == "--http" ? ["--turn", "127.0.0.1:0"] : ["--http", "off"]
        let second = try await Outcome(
          .signald, Daemon.openRelaying + words + rooms + [option, taken], in: daemon.scratch)
        #expect(second.status != 0 && second.errors.contains(taken), "\(second)")
      }
    }
  }
}
