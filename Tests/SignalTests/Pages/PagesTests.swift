import TestSupport
import Testing

@testable import Signal

/// The web client's files.
struct PagesTests {
  private func file(_ path: String, _ text: String) -> StaticFile {
    StaticFile(
      path: path, contentType: "text/html; charset=utf-8", bytes: Array(text.utf8),
      etag: "\"\(text.count)\"")
  }

  private func makeSite() -> AppRTCSite {
    AppRTCSite { configuration in
      configuration.files = [file("/", "landing"), file("/style.css", "style")]
      configuration.roomPage = file("/room", "room!")
      configuration.fullPage = file("/full", "full")
    }
  }

  @Test func `files come with what keeps a page to itself`() {
    var site = makeSite()
    let reply = site.fetch("GET", "/")
    #expect(reply.status == 200 && reply.body == "landing" && reply["ETag"] == "\"7\"")
    #expect(reply["Content-Security-Policy"]?.hasPrefix("default-src 'self'") == true)
    #expect(reply["Permissions-Policy"] == "camera=(self), microphone=(self)")
    #expect(reply["X-Content-Type-Options"] == "nosniff")
    #expect(reply["Referrer-Policy"] == "no-referrer")
    #expect(site.fetch("GET", "/style.css?v=1").body == "style")
    let head = site.fetch("HEAD", "/style.css")
    #expect(head.status == 200 && head.body == "" && head["Content-Length"] == "5")
    #expect(site.fetch("POST", "/style.css").status == 405)
    #expect(site.fetch("GET", "/room").status == 404)
  }

  @Test func `a version the client has is not sent again`() {
    var site = makeSite()
    let reply = site.fetch("GET", "/", fields: ["If-None-Match: W/\"7\", \"8\""])
    #expect(reply.status == 304 && reply.body == "" && reply["ETag"] == "\"7\"")
    #expect(site.fetch("GET", "/", fields: ["If-None-Match: \"8\""]).status == 200)
    #expect(site.fetch("GET", "/", fields: ["If-None-Match: *"]).status == 304)
  }

  @Test func `AppRTC: a room's page is the room's, or says with 200 that it is full`() {
    var site = makeSite()
    #expect(site.fetch("GET", "/r/name?it=relay").body == "room!")
    _ = site.join("name")
    #expect(site.fetch("GET", "/r/name").body == "room!")
    _ = site.join("name")
    let full = site.fetch("GET", "/r/name")
    #expect(full.status == 200 && full.body == "full")
    site.rig.advance(seconds: 10)
    #expect(site.fetch("GET", "/r/name").body == "room!")
    #expect(site.fetch("GET", "/r/na%20me").status == 404)
    #expect(site.fetch("POST", "/r/name").status == 405)
    #expect(site.fetch("GET", "/r/").status == 404)
  }

  @Test func `without pages there are none`() {
    var site = AppRTCSite()
    #expect(site.fetch("GET", "/").status == 404 && site.fetch("GET", "/r/name").status == 404)
  }
}
