import SansIO
import TestSupport
import Testing

@testable import Signal

/// Who asks, how they reached us, and how much they may.
struct AccessTests {
  @Test func `links follow the request's host and the link's security`() {
    var site = AppRTCSite()
    let plain = site.ask(
      1, "POST /join/r HTTP/1.1\r\nHost: Signal.example:8080\r\nContent-Length: 0\r\n\r\n",
      isSecure: false)
    #expect(Params(plain.body)["wss_url"] == "ws://signal.example:8080/ws")
    #expect(Params(plain.body)["wss_post_url"] == "http://signal.example:8080/ws")
    let old = site.ask(2, "GET /params HTTP/1.0\r\n\r\n")
    #expect(Params(old.body)["wss_url"] == "wss://198.51.100.1:3478/ws")
  }

  @Test func `a public address overrides what the request says, and its pages are ours`() {
    var site = AppRTCSite { $0.publicURL = SiteAddress("https://calls.example/") }
    let params = site.join("r")
    #expect(params["room_link"] == "https://calls.example/r/r")
    #expect(params["wss_url"] == "wss://calls.example/ws")
    #expect(params["ice_server_url"].hasPrefix("https://calls.example/v1alpha/"))
    site.openSocket(1, AppRTCSite.handshake + "Origin: https://calls.example\r\n")
  }

  @Test(arguments: [
    "", "calls.example", "ftp://a", "https://", "https://a/b", "https://a b", "https://a\"b",
  ])
  func `what is no address of a site is not taken for one`(_ url: String) {
    #expect(SiteAddress(url) == nil)
  }

  @Test func `X-Forwarded-For is believed of trusted proxies only, from the right`() {
    var site = AppRTCSite {
      $0.trustedProxies = ["10.0.0.0/8", "192.0.2.1"].compactMap { IPPrefix($0) }
      $0.lobbyLimits.membersPerAddress = 1
    }
    func result(_ room: String, _ forwarded: String, from client: String) -> String {
      let reply = site.fetch(
        "POST", "/join/\(room)", fields: ["X-Forwarded-For: \(forwarded)"], client: client)
      return Params(reply.body).result
    }
    #expect(result("a", "203.0.113.5", from: "192.0.2.1:1") == "SUCCESS")
    #expect(result("b", "203.0.113.5", from: "192.0.2.1:1") == "ERROR")
    #expect(result("b", "203.0.113.5, 203.0.113.6, 10.1.1.1", from: "192.0.2.1:1") == "SUCCESS")
    #expect(result("c", "203.0.113.6:4711", from: "192.0.2.1:1") == "ERROR")
    #expect(result("c", "203.0.113.9, nonsense", from: "192.0.2.1:1") == "SUCCESS")
    #expect(result("d", "203.0.113.5", from: "198.51.100.7:1") == "SUCCESS")
    #expect(result("e", "203.0.113.77", from: "198.51.100.7:1") == "ERROR")
  }

  @Test func `a trusted proxy says whether the client came securely`() {
    var site = AppRTCSite { $0.trustedProxies = [IPPrefix("10.0.0.0/8")].compactMap(\.self) }
    let request = AppRTCSite.request("GET", "/params", fields: ["X-Forwarded-Proto: https"])
    let proxied = site.ask(1, request, client: "10.0.0.1:1", isSecure: false)
    #expect(Params(proxied.body)["wss_url"] == "wss://signal.example/ws")
    let direct = site.ask(2, request, client: "192.0.2.1:1", isSecure: false)
    #expect(Params(direct.body)["wss_url"] == "ws://signal.example/ws")
  }

  @Test func `hosts share their rooms unless told otherwise`() {
    for separates in [false, true] {
      var site = AppRTCSite { $0.separatesHosts = separates }
      let first = site.join("r")
      let other = site.ask(
        1, "POST /join/r HTTP/1.1\r\nHost: other.example\r\nContent-Length: 0\r\n\r\n")
      #expect(first["is_initiator"] == "true")
      #expect(Params(other.body)["is_initiator"] == (separates ? "true" : "false"))
    }
  }

  @Test func `connections of one address are limited in number and rate`() {
    var site = AppRTCSite {
      $0.linksPerAddress = 2
      $0.linkBurst = 3
      $0.linkMilliseconds = 1000
    }
    func isOpened(_ number: Int, _ client: String) -> Bool {
      let outputs = site.rig.open(AppRTCSite.link(number), .test(client: client))
      return !outputs.contains(.action(.abort(AppRTCSite.link(number))))
    }
    #expect(isOpened(1, "192.0.2.1:1") && isOpened(2, "192.0.2.1:2"))
    #expect(!isOpened(3, "192.0.2.1:3") && isOpened(4, "192.0.2.2:1"))
    site.rig.close(AppRTCSite.link(1), .finished)
    #expect(isOpened(5, "192.0.2.1:5"))
    site.rig.close(AppRTCSite.link(5), .finished)
    #expect(!isOpened(6, "192.0.2.1:6"))
    site.rig.advance(seconds: 1)
    #expect(isOpened(7, "192.0.2.1:7"))
    #expect(site.rig.machine.statistics.linksRefused == 2)
  }

  @Test func `metrics are for operators, and the owner writes them`() {
    var site = AppRTCSite()
    #expect(site.fetch("GET", "/metrics").status == 404)
    let request = AppRTCSite.request("GET", "/metrics")
    #expect(site.ask(1, request, client: "127.0.0.1:1").text == "")
    #expect(site.rig.news() == [.metricsWanted(AppRTCSite.link(1))])
    let outputs = site.rig.obey(.metrics(AppRTCSite.link(1), "signald_rooms 0\n"))
    let reply = Reply(outputs.flatMap { $0.bytes ?? [] })
    #expect(reply.body == "signald_rooms 0\n")
    #expect(reply["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
    #expect(site.rig.obey(.metrics(AppRTCSite.link(1), "again")) == [])
  }

  @Test func `liveness is always said, readiness until the server drains`() {
    var site = AppRTCSite()
    #expect(site.fetch("GET", "/livez").status == 200)
    #expect(site.fetch("GET", "/readyz").status == 200)
    site.rig.obey(.drain(true))
    #expect(site.fetch("GET", "/livez").status == 200)
    #expect(site.fetch("GET", "/readyz").status == 503)
    site.rig.obey(.drain(false))
    #expect(site.fetch("GET", "/readyz").status == 200)
  }

  @Test func `a busy sender is slowed, then cut off`() {
    var site = AppRTCSite()
    site.register(1, "r", site.join("r").client)
    let frame = AppRTCSite.frame(#"{"cmd":"send","msg":"x"}"#)
    let flood = Array(repeatElement(frame, count: 1000).joined())
    #expect(
      site.rig.receive(stream: flood, on: AppRTCSite.link(1)).contains(
        .action(.pause(AppRTCSite.link(1)))))
    site.take(site.rig.advance(seconds: 3))
    #expect(site.closed == [AppRTCSite.link(1): 4429])
  }
}
