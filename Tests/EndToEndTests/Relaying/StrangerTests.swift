import Foundation
import SansIO
import StunTurn
import TestSupport
import Testing

/// What somebody gets who knows nothing but the address of the pages.
struct StrangerTests {
  private static let options =
    Daemon.openRelaying + ["--http", "127.0.0.1:0", "--web", RoomSite.pages]

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
      let site = try RoomSite(daemon)
      let joined = try await site.join("stranger")
      let got = try allocations(daemon, try await site.credential(joined.serversURL))
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
      let site = try RoomSite(daemon)
      let got = try allocations(daemon, try await site.credentialOfAddress())
      #expect(got.count == 4)
      #expect(got.refusal == .allocationQuotaReached)
      // Asking again buys nothing: the quota is the address's.
      let more = try allocations(daemon, try await site.credentialOfAddress())
      #expect(more.count == 0)
      #expect(more.refusal == .allocationQuotaReached)
      #expect(got.clients.count == got.count)
    }
  }

  @Test func `a forged key buys nothing`() async throws {
    try await Daemon.with(Self.options, loops: 1) { daemon in
      let site = try RoomSite(daemon)
      let url = try await site.parameters().serversURL
      let forged = url.dropLast() + (url.hasSuffix("A") ? "B" : "A")
      let answer = try await site.ask("POST", String(forged))
      #expect(answer.status == 403)
      let offer = try? JSONDecoder().decode(RoomSite.Offer.self, from: answer.body)
      #expect(offer?.iceServers.contains { $0.username != nil } != true)
    }
  }
}
