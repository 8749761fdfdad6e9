import SansIO
import Signal
import TestSupport
import Testing

/// Attacks, one a limit: the numbers are those of the table in the documentation.
@Suite struct LimitTests {
  // MARK: Handshake

  @Test func `limit 1 a head of more than 8 KiB is refused with 431`() {
    let line = "X: " + String(repeating: "x", count: 1_000) + "\r\n"
    let exact = "GET /hello HTTP/1.1\r\nHost: a\r\n"
    let site = Site()
    site.send(exact + String(repeating: line, count: 8))
    #expect(site.statuses == [] && !site.isFinished)
    site.send(line)
    #expect(site.statuses == [431] && site.isFinished)
  }

  @Test func `limit 1 a head of 64 fields passes and one of 65 is refused with 431`() {
    for (count, status) in [(63, 200), (64, 431)] {
      let site = Site()
      let lines = String(repeating: "X: y\r\n", count: count)
      site.send("GET /hello HTTP/1.1\r\nHost: a\r\n\(lines)\r\n")
      #expect(site.statuses == [status])
    }
  }

  @Test func `limit 1 a field line of 4 KiB passes and a longer one is refused with 431`() {
    for (count, status) in [(4_093, 200), (4_094, 431)] {
      let site = Site()
      let value = String(repeating: "x", count: count)
      site.send("GET /hello HTTP/1.1\r\nHost: a\r\nX: \(value)\r\n\r\n")
      #expect(site.statuses == [status])
    }
  }

  @Test func `limit 1 a target beyond 2 KiB is refused with 414 before its line ends`() {
    let site = Site()
    site.send("GET /" + String(repeating: "a", count: 2_040) + " HTTP/1.1\r\n")
    #expect(site.statuses == [])
    let longer = Site()
    longer.send("GET /" + String(repeating: "a", count: 2_100))
    #expect(longer.statuses == [414] && longer.isFinished)
  }

  @Test func `limit 1 a head that comes byte by byte is looked at once`() {
    var scan = HeadScan()
    var bytes = "GET / HTTP/1.1\r\nX: ".bytes
    #expect(scan.advance(over: bytes.raw, limits: HTTPLimits()) == .incomplete)
    // What was seen is not seen again: were it, the bad byte would be.
    bytes[0] = 0
    bytes += "y\r\n\r\n".bytes
    #expect(scan.advance(over: bytes.raw, limits: HTTPLimits()) == .complete(count: bytes.count))
  }

  @Test func `limit 2 a head has five seconds in all, however often a byte comes`() {
    let site = Site()
    site.send("G")
    for _ in 0..<4 {
      site.advance(milliseconds: 1_200)
      site.send("G")
    }
    #expect(site.statuses == [])
    site.advance(milliseconds: 201)
    #expect(site.statuses == [408] && site.isFinished)
  }

  @Test func `limit 2 an idle connection is closed after ten seconds`() {
    let site = Site()
    site.advance(seconds: 9)
    site.send(HTTPServerTests.hello)
    site.advance(milliseconds: 9_990)
    #expect(!site.isFinished)
    site.advance(milliseconds: 20)
    #expect(site.isFinished && site.statuses == [200])
  }

  @Test func `limit 2 a body that comes slower than 1 KiB a second is refused with 408`() {
    let head = "POST /message HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\r\n"
    let slow = Site()
    slow.send(head)
    for _ in 0..<6 where slow.statuses.isEmpty {
      slow.send("x")
      slow.advance(seconds: 1)
    }
    #expect(slow.statuses == [408] && slow.isFinished)
    let steady = Site()
    steady.send(head)
    for _ in 0..<64 {
      steady.send(Array(repeating: 1, count: 1_024))
      steady.advance(seconds: 1)
    }
    #expect(steady.statuses == [200])
  }

  @Test func `limit 2 a body beyond 64 KiB is refused with 413`() {
    let head = "POST /message HTTP/1.1\r\nHost: a\r\n"
    let long = Site()
    long.send(head + "Content-Length: 65537\r\n\r\n")
    #expect(long.statuses == [413] && long.isFinished)
    let chunked = Site()
    chunked.send(head + "Transfer-Encoding: chunked\r\n\r\n10001\r\n")
    #expect(chunked.statuses == [413] && chunked.isFinished)
  }

  @Test func `limit 3 a handshake with a body or a key twice is refused with 400`() {
    for line in ["Content-Length: 0\r\n", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"] {
      let site = Site()
      site.send(Site.handshake("/ws", line))
      #expect(site.statuses == [400] && site.facts.isEmpty && site.isFinished)
    }
  }

  @Test func `limit 4 sixteen protocols may be offered and not seventeen`() {
    for (count, status) in [(16, 101), (17, 400)] {
      let site = Site()
      let names = Array(repeating: "x", count: count).joined(separator: ",")
      site.send(Site.handshake("/ws", "Sec-WebSocket-Protocol: \(names)\r\n"))
      #expect(site.statuses == [status])
    }
  }

  @Test func `limit 5 a page from elsewhere is refused with 403`() {
    for (origin, status) in [("https://a.example", 101), ("https://evil.example", 403)] {
      let site = Site()
      site.send(Site.handshake("/ws", "Origin: \(origin)\r\n"))
      #expect(site.statuses == [status])
    }
  }

  @Test func `limit 6 who does not say in time who he is is closed with 4408`() {
    var limits = WebSocketLimits()
    limits.admissionTimeout = 10_000
    let stranger = Site(webSocket: limits)
    stranger.advance(seconds: 9)
    stranger.send(.ping)
    #expect(stranger.closeCodes == [])
    stranger.advance(milliseconds: 1_010)
    #expect(stranger.closeCodes == [4408] && stranger.facts.last == .closed(4408))
    let member = Site(webSocket: limits)
    member.obey(.admit(member.link))
    member.advance(seconds: 20)
    #expect(member.facts.count == 1)
  }
}
