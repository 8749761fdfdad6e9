import TestSupport
import Testing

@testable import Signal

/// The socket server's side over HTTP.
struct ColliderTests {
  @Test(arguments: ["/ws", ""])
  func `AppRTC: a posted message is delivered, and a deleted client is gone`(prefix: String) {
    var site = AppRTCSite()
    site.register(1, "room", "a")
    site.register(2, "room", "b")
    let posted = site.fetch("POST", "\(prefix)/room/a", "hello <world>")
    #expect(posted.status == 200 && posted.body == "OK\n")
    #expect(posted["Access-Control-Allow-Origin"] == "*")
    #expect(posted["Access-Control-Allow-Methods"] == "POST, DELETE")
    #expect(
      site.listen(2) == ["{\"msg\":\"hello \\u003cworld\\u003e\",\"error\":\"\"}\n"])
    let deleted = site.fetch("DELETE", "\(prefix)/room/a")
    #expect(deleted.status == 200 && deleted.body == "OK\n")
    #expect(site.closed == [AppRTCSite.link(1): 1000])
    #expect(site.fetch("DELETE", "\(prefix)/room/a").status == 200)
    #expect(site.fetch("DELETE", "\(prefix)/nobody/x").body == "OK\n")
  }

  @Test func `AppRTC: what is posted for one who is not there waits`() {
    var site = AppRTCSite()
    site.fetch("POST", "/ws/r/a", "1")
    site.fetch("POST", "/ws/r/a", "2")
    site.register(1, "r", "b")
    #expect(
      site.listen(1) == [
        "{\"msg\":\"1\",\"error\":\"\"}\n", "{\"msg\":\"2\",\"error\":\"\"}\n",
      ])
  }

  @Test func `AppRTC: every failure is a 500 that says why`() {
    var site = AppRTCSite { $0.lobbyLimits.lettersPerQueue = 1 }
    func said(_ reply: Reply) -> String { reply.status == 500 ? reply.body : "\(reply.status)" }
    #expect(said(site.fetch("POST", "/ws/r/a", "")) == "Empty request body\n")
    #expect(
      said(site.fetch("POST", "/ws/r/a/b", "x")) == "Invalid path: /ws/r/a/b\n")
    #expect(said(site.fetch("DELETE", "/ws/r", "")) == "Invalid path: /ws/r\n")
    site.fetch("POST", "/ws/r/a", "x")
    #expect(
      said(site.fetch("POST", "/ws/r/a", "x"))
        == "Failed to send the message: Too many messages queued for the client\n")
    site.fetch("POST", "/ws/r/b", "x")
    #expect(
      said(site.fetch("POST", "/ws/r/c", "x"))
        == "Failed to send the message: Max room capacity reached\n")
  }

  @Test func `AppRTC: other methods are answered with 200 and nothing`() {
    var site = AppRTCSite()
    for (method, path) in [
      ("OPTIONS", "/ws/r/a"), ("GET", "/ws/r/a"), ("PUT", "/ws/r/a"), ("OPTIONS", "/room/a"),
    ] {
      let reply = site.fetch(method, path)
      #expect(reply.status == 200 && reply.body == "", "\(method) \(path)")
      #expect(reply["Access-Control-Allow-Methods"] == "POST, DELETE")
    }
  }

  @Test(arguments: ["join", "leave", "message", "params", "r", "v1alpha", "a", "compute", "status"])
  func `AppRTC: the room server's own words are no rooms of Collider's`(word: String) {
    var site = AppRTCSite()
    let reply = site.fetch("DELETE", "/\(word)/x")
    #expect(reply.status != 200 && reply.body != "OK\n", "\(reply)")
  }

  @Test func `AppRTC: the status has Collider's numbers`() {
    var site = AppRTCSite()
    site.register(1, "r", "a")
    site.openSocket(2)
    site.say(2, "{")
    site.fetch("POST", "/ws/r/a", "")
    site.rig.advance(milliseconds: 2500)
    let reply = site.fetch("GET", "/status")
    #expect(
      reply.body == #"{"upsec":2.5,"openws":1,"totalws":2,"wserrors":1,"httperrors":1}"#)
    #expect(reply["Access-Control-Allow-Origin"] == "*")
    #expect(reply["Access-Control-Allow-Methods"] == "GET")
  }
}
