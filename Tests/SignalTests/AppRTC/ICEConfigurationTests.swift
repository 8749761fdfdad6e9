import SansIO
import SignaldCrypto
import TestSupport
import Testing

@testable import Signal

/// The way to relays.
struct ICEConfigurationTests {
  /// The member-bound or address-bound name in the answer.
  private func username(_ reply: Reply) -> String {
    let servers = Params(reply.body).root["iceServers"] as? [[String: Any]] ?? []
    return servers.first?["username"] as? String ?? ""
  }

  private func scope(_ username: String) -> RelayScope? {
    username.firstIndex(of: ":").flatMap {
      RelayScope(name: username[username.index(after: $0)...])
    }
  }

  @Test func `AppRTC: a member's key gives credentials, by POST and by GET`() throws {
    var site = AppRTCSite()
    let key = site.join("r").key
    let reply = site.fetch("POST", "/v1alpha/iceconfig?key=\(key)")
    let name = username(reply)
    var authenticator = Authenticator()
    let code = authenticator.code(.sha1, key: Array("north".utf8), over: Array(name.utf8))
    let expected = """
      {"lifetimeDuration":"43200.000s","iceServers":[{"urls":[\
      "turn:signal.example:3478?transport=udp","turn:signal.example:3478?transport=tcp",\
      "turns:signal.example:5349?transport=tcp"],"username":"\(name)",\
      "credential":"\(Base64.encode(code.array))"},{"urls":["stun:signal.example:3478"]}]}
      """
    #expect(reply.status == 200 && reply.body == expected)
    #expect(name.hasPrefix("\(1_750_000_000 + 43_200):m."))
    #expect(site.fetch("GET", "/v1alpha/iceconfig?key=\(key)").body == expected)
    #expect(
      site.fetch("POST", "/v1alpha/iceconfig?key=\(key)", client: "198.18.0.1:1").status == 200)
  }

  @Test func `a name tells members, rooms and addresses apart, and none of them`() throws {
    var site = AppRTCSite()
    let first = site.join("one")
    let names = [first.key, site.join("one").key, site.join("two").key].map {
      username(site.fetch("POST", "/v1alpha/iceconfig?key=\($0)"))
    }
    let scopes = try names.map { try #require(scope($0)) }
    guard case .member(let roomA, let a) = scopes[0], case .member(let roomB, let b) = scopes[1],
      case .member(let roomC, let c) = scopes[2]
    else {
      Issue.record("\(scopes)")
      return
    }
    #expect(roomA == roomB && roomA != roomC && Set([a, b, c]).count == 3)
    #expect(!names[0].contains(first.client) && !names[0].contains("one"))
    let news = site.rig.news()
    #expect(news.count == 3)
    guard case .arrived(scopes[0], let address) = news[0] else {
      Issue.record("\(news)")
      return
    }
    let key = Params(site.fetch("GET", "/params").body).key
    #expect(scope(username(site.fetch("POST", "/v1alpha/iceconfig?key=\(key)"))) == address)
    site.fetch("POST", "/leave/one/\(first.client)")
    // Two more are there from the same address.
    #expect(site.rig.news() == [.departed(member: scopes[0], address: address)])
  }

  @Test func `a key from before the join is for its address alone, and for 10 minutes`() {
    var site = AppRTCSite()
    let key = Params(site.fetch("GET", "/params", client: "192.0.2.7:1").body).key
    func status(_ client: String) -> Int {
      site.fetch("POST", "/v1alpha/iceconfig?key=\(key)", client: client).status
    }
    #expect(status("192.0.2.7:2") == 200 && status("192.0.2.8:1") == 403)
    site.rig.advance(seconds: 599)
    #expect(status("192.0.2.7:3") == 200)
    site.rig.advance(seconds: 1)
    #expect(status("192.0.2.7:4") == 403)
    let v6 = Params(site.fetch("GET", "/params", client: "[2001:db8::1]:1").body).key
    for (client, expected) in [("[2001:db8::2]:1", 200), ("[2001:db8:0:1::1]:1", 403)] {
      let reply = site.fetch("POST", "/v1alpha/iceconfig?key=\(v6)", client: client)
      #expect(reply.status == expected)
    }
  }

  @Test func `a key that was changed anywhere is none`() {
    var site = AppRTCSite()
    let key = site.join("r").key
    for place in key.indices where key[place] != "." {
      var other = key
      other.replaceSubrange(place...place, with: key[place] == "2" ? "3" : "2")
      #expect(site.fetch("GET", "/v1alpha/iceconfig?key=\(other)").status == 403, "\(other)")
    }
    for other in ["", "..", "1.2.3", "9999999999", ".\(key)", "\(key).", "\(key)%00"] {
      #expect(site.fetch("GET", "/v1alpha/iceconfig?key=\(other)").status == 403, "\(other)")
    }
    var stranger = AppRTCSite { $0.relay = RelayOffer(secret: "south") }
    #expect(stranger.fetch("GET", "/v1alpha/iceconfig?key=\(key)").status == 403)
  }

  @Test func `a new secret makes credentials at once, and keys of the old one hold beside it`() {
    var site = AppRTCSite()
    let joined = site.join("r")
    let before = username(site.fetch("GET", "/v1alpha/iceconfig?key=\(joined.key)"))
    site.rig.obey(.replaceRelaySecrets(["south", "north"]))
    let reply = site.fetch("GET", "/v1alpha/iceconfig?key=\(joined.key)")
    let name = username(reply)
    var authenticator = Authenticator()
    let code = authenticator.code(.sha1, key: Array("south".utf8), over: Array(name.utf8))
    #expect(reply.status == 200 && reply.body.contains(Base64.encode(code.array)))
    // Who is in a room keeps its name, by which it is revoked when it leaves.
    #expect(scope(name) != nil && scope(name) == scope(before))
    let newer = site.join("r").key
    site.rig.obey(.replaceRelaySecrets(["south"]))
    #expect(site.fetch("GET", "/v1alpha/iceconfig?key=\(joined.key)").status == 403)
    #expect(site.fetch("GET", "/v1alpha/iceconfig?key=\(newer)").status == 200)
    site.rig.obey(.replaceRelaySecrets([]))
    #expect(site.fetch("GET", "/v1alpha/iceconfig?key=\(newer)").status == 200)
  }

  @Test func `without relays there is no key and no configuration`() {
    var site = AppRTCSite { $0.relay = nil }
    #expect(site.join("r")["ice_server_url"] == "")
    #expect(Params(site.fetch("GET", "/params").body).root["iceServers"] == nil)
    #expect(site.fetch("GET", "/v1alpha/iceconfig?key=x").status == 403)
    #expect(site.rig.news().isEmpty)
  }

  @Test func `relays are where the configuration says, or where the client found us`() {
    var site = AppRTCSite { configuration in
      configuration.relay = RelayOffer(
        secret: "north", host: "turn.example", stunPort: nil, tcpPort: nil)
    }
    let key = site.join("r").key
    let reply = site.fetch("GET", "/v1alpha/iceconfig?key=\(key)")
    #expect(reply.body.contains(#""urls":["turn:turn.example:3478?transport=udp"]"#))
    #expect(!reply.body.contains("stun:"))
    #expect(SiteAddress(isSecure: true, authority: "[2001:db8::1]:8443").host == "[2001:db8::1]")
    #expect(SiteAddress(isSecure: true, authority: "a.example:8443").host == "a.example")
  }
}
