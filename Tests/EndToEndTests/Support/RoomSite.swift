import Foundation
import FoundationNetworking
import Testing

/// The rooms of a server as pages and apps use them over HTTP.
struct RoomSite {
  /// The pages of this repository.
  static let pages = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "web").path

  /// What a relay's client proves itself with.
  typealias Credential = (user: String, password: String)

  /// ICE servers as browsers are told of them.
  struct Offer: Decodable {
    struct Server: Decodable {
      let urls: [String]
      let username: String?
      let credential: String?
    }

    let iceServers: [Server]
  }

  /// The parameters of a call.
  struct Parameters: Decodable {
    enum CodingKeys: String, CodingKey {
      case client = "client_id"
      case serversURL = "ice_server_url"
    }

    let client: String?
    let serversURL: String
  }

  private struct Joined: Decodable { let params: Parameters }

  private let origin: String

  /// The rooms of a server that has some.
  init(_ daemon: Daemon) throws { origin = "http://\(try #require(daemon.http))" }

  /// Asks for a URL.
  func ask(_ method: String, _ url: String) async throws -> (status: Int, body: Data) {
    var request = URLRequest(url: try #require(URL(string: url)))
    request.httpMethod = method
    let (data, response) = try await URLSession.shared.data(for: request)
    return ((response as? HTTPURLResponse)?.statusCode ?? 0, data)
  }

  /// Joins a room.
  func join(_ room: String) async throws -> Parameters {
    try JSONDecoder().decode(Joined.self, from: try await fetch("POST", "\(origin)/join/\(room)"))
      .params
  }

  /// Leaves a room.
  func leave(_ room: String, as member: Parameters) async throws {
    _ = try await fetch("POST", "\(origin)/leave/\(room)/\(try #require(member.client))")
  }

  /// The parameters of somebody who has not joined yet.
  func parameters() async throws -> Parameters {
    try JSONDecoder().decode(Parameters.self, from: try await fetch("GET", "\(origin)/params"))
  }

  /// What somebody gets who has not joined yet.
  func credentialOfAddress() async throws -> Credential {
    try await credential(try await parameters().serversURL)
  }

  /// The credential behind a URL with a key.
  func credential(_ url: String) async throws -> Credential {
    let offer = try JSONDecoder().decode(Offer.self, from: try await fetch("POST", url))
    let relay = try #require(offer.iceServers.first { $0.username != nil })
    #expect(relay.urls.allSatisfy { $0.hasPrefix("turn") })
    return (try #require(relay.username), try #require(relay.credential))
  }

  private func fetch(_ method: String, _ url: String) async throws -> Data {
    let answer = try await ask(method, url)
    try #require(answer.status == 200, "\(method) \(url)")
    return answer.body
  }
}
