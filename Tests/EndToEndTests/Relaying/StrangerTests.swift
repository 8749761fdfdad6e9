import Foundation
import FoundationNetworking
import SansIO
import StunTurn
import TestSupport
import Testing

/// What somebody gets who knows nothing but the address of the pages.
struct StrangerTests {
  private static let pages = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "web").path
  private static let options =
    Daemon.openRelaying + ["--http", "127.0.0.1:0", "--web", pages]

  /// An ICE server as browsers are told of it.
  private struct Offer: Decodable {
    struct Server: Decodable {
      let urls: [String]
      let username: String?
      let credential: String?
    }

    let iceServers: [Server]
  }

  private struct Joined: Decodable {
    struct Params: Decodable {
      enum CodingKeys: String, CodingKey { case serversURL = "ice_server_url" }

      let serversURL: String
    }

    let params: Params
  }

  private func ask(_ method: String, _ url: String) async throws -> (status: Int, body: Data) {
    var request = URLRequest(url: try #require(URL(string: url)))
    request.httpMethod = method
    let (data, response) = try await URLSession.shared.data(for: request)
    return ((response as? HTTPURLResponse)?.statusCode ?? 0, data)
  }

  private func fetch(_ method: String, _ url: String) async throws -> Data {
    let answer = try await ask(method, url)
    try #require(answer.status == 200, "\(method) \(url)")
    return answer.body
  }

  /// The user name and password behind a key.
  private func credential(_ url: String) async throws -> (user: String, password: String) {
    let offer = try JSONDecoder().decode(Offer.self, from: try await fetch("POST", url))
    let relay = try #require(offer.iceServers.first { $0.username != nil })
    #expect(relay.urls.allSatisfy { $0.hasPrefix("turn") })
    return (try #require(relay.username), try #require(relay.credential))
  }

  /// How many allocations the credential is good for, each from a socket of its own, and what the
  /// server says to one more.
  private func allocations(
    _ daemon: Daemon, _ credential: (user: String, password: String)
  ) throws -> (count: Int, refusal: ErrorCode?, clients: [WireClient]) {
    var clients: [WireClient] = []
    for _ in 0..<32 {
      var client = try WireClient(
        of: daemon.turn, user: credential.user, password: credential.password)
      let reply = try client.ask(.allocate, .transport)
      if !reply.isSuccess { return (clients.count, reply.code, clients) }
      clients.append(client)
    }
    throw Failure("there is no end to the allocations")
  }

  @Test(arguments: Daemon.loops)
  func `who joins a room gets a few allocations, and no peer's port below 1024`(
    loops: Int
  ) async throws {
    try await Daemon.with(Self.options, loops: loops) { daemon in
      let site = "http://\(try #require(daemon.http))"
      let joined = try JSONDecoder().decode(
        Joined.self, from: try await fetch("POST", "\(site)/join/stranger"))
      let credential = try await credential(joined.params.serversURL)
      let got = try allocations(daemon, credential)
      #expect(got.count == 8)
      #expect(got.refusal == .allocationQuotaReached)
      var client = try #require(got.clients.first)
      let service = try client.ask(.channelBind, .channel(0x4000), .peer(endpoint("127.0.0.2:80")))
      #expect(service.code == .forbidden)
      let peer = try client.ask(.channelBind, .channel(0x4000), .peer(endpoint("127.0.0.2:1024")))
      #expect(peer.isSuccess)
    }
  }

  @Test(arguments: Daemon.loops)
  func `who only asks for the parameters gets half as many`(loops: Int) async throws {
    try await Daemon.with(Self.options, loops: loops) { daemon in
      let site = "http://\(try #require(daemon.http))"
      let params = try JSONDecoder().decode(
        Joined.Params.self, from: try await fetch("GET", "\(site)/params"))
      let got = try allocations(daemon, try await credential(params.serversURL))
      #expect(got.count == 4)
      #expect(got.refusal == .allocationQuotaReached)
      // Asking again buys nothing: the quota is the address's.
      let again = try JSONDecoder().decode(
        Joined.Params.self, from: try await fetch("GET", "\(site)/params"))
      let more = try allocations(daemon, try await credential(again.serversURL))
      #expect(more.count == 0)
      #expect(more.refusal == .allocationQuotaReached)
      #expect(got.clients.count == got.count)
    }
  }

  @Test func `a forged key buys nothing`() async throws {
    try await Daemon.with(Self.options, loops: 1) { daemon in
      let site = "http://\(try #require(daemon.http))"
      let params = try JSONDecoder().decode(
        Joined.Params.self, from: try await fetch("GET", "\(site)/params"))
      let forged =
        params.serversURL.dropLast() + (params.serversURL.hasSuffix("A") ? "B" : "A")
      let answer = try await ask("POST", String(forged))
      #expect(answer.status == 403)
      let offer = try? JSONDecoder().decode(Offer.self, from: answer.body)
      #expect(offer?.iceServers.contains { $0.username != nil } != true)
    }
  }
}
