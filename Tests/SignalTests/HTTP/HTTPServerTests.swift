import SansIO
import Signal
import TestSupport
import Testing

@Suite struct HTTPServerTests {
  static let hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test func `a request is answered and the connection kept`() {
    let site = Site()
    site.send(Self.hello)
    #expect(site.facts == [.request(.hello, [])])
    #expect(site.statuses == [200] && !site.isFinished)
    site.send(Self.hello)
    #expect(site.statuses == [200, 200])
  }

  @Test func `RFC 9112 §9.3.2 pipelined requests are answered in order`() {
    let site = Site()
    site.send(
      "POST /message HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi" + Self.hello
        + "GET /none HTTP/1.1\r\nHost: a\r\n\r\n" + Self.hello)
    #expect(site.statuses == [200, 200, 404, 200])
    #expect(
      site.facts
        == [.request(.message, "hi".bytes), .request(.hello, []), .request(.hello, [])])
  }

  @Test func `nothing is read before a slow answer, and all of it after`() {
    let site = Site()
    site.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n" + Self.hello)
    #expect(site.statuses == [] && site.facts == [.request(.slow, [])])
    #expect(site.wants(.pause(site.link)))
    site.obey(.answer(site.link))
    #expect(site.wants(.resume(site.link)))
    #expect(site.statuses == [200, 200])
    #expect(site.facts == [.request(.slow, []), .request(.hello, [])])
  }

  @Test func `the owner hears when an unanswered client goes`() {
    let site = Site()
    site.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
    _ = site.rig.close(site.link, .reset)
    #expect(site.facts == [.request(.slow, []), .abandoned])
    site.obey(.answer(site.link))
    #expect(site.written.isEmpty)
  }

  @Test func `a client that half-closes gets its answer, and the last word`() {
    let site = Site()
    site.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
    site.outputs += site.rig.end(site.link)
    #expect(!site.isFinished)
    site.obey(.answer(site.link))
    #expect(site.statuses == [200] && site.isFinished)
  }

  @Test func `a client that half-closes in a head or body is left`() {
    for text in ["", "GET /", "POST /message HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx"] {
      let site = Site()
      if !text.isEmpty { site.send(text) }
      site.outputs += site.rig.end(site.link)
      #expect(site.isFinished && site.facts.isEmpty && site.written.isEmpty)
    }
  }

  @Test func `RFC 9110 §9.3.2 HEAD gets no body`() {
    let site = Site()
    site.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n" + Self.hello)
    let text = String(decoding: site.written, as: UTF8.self)
    #expect(site.statuses == [200, 200])
    #expect(text.contains("Content-Length: 1\r\n\r\nHTTP/1.1 200"))
  }

  @Test func `RFC 9112 §9.6 the last answer says so and closes`() {
    let site = Site()
    site.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + Self.hello)
    #expect(site.statuses == [200] && site.isFinished && site.facts.count == 1)
    #expect(String(decoding: site.written, as: UTF8.self).contains("Connection: close"))
  }

  @Test func `HTTP 1.0 is answered and closed unless it asks to be kept`() {
    let closing = Site()
    closing.send("GET /hello HTTP/1.0\r\n\r\n")
    #expect(closing.statuses == [200] && closing.isFinished)
    let kept = Site()
    kept.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    #expect(kept.statuses == [200] && !kept.isFinished)
    #expect(String(decoding: kept.written, as: UTF8.self).contains("Connection: keep-alive"))
  }

  @Test func `RFC 9110 §10.1.1 100 is said to who waits for it`() {
    let head =
      "POST /message HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    let waiting = Site()
    waiting.send(head)
    #expect(waiting.statuses == [100])
    waiting.send("hi")
    #expect(waiting.statuses == [100, 200])
    let hasty = Site()
    hasty.send(head + "h")
    hasty.send("i")
    #expect(hasty.statuses == [200])
  }

  @Test func `a request that is refused with a body to come closes the connection`() {
    let site = Site()
    site.send("POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n" + Self.hello)
    #expect(site.statuses == [404] && site.isFinished && site.facts.isEmpty)
  }

  @Test func `requests before a bad one are answered first`() {
    let site = Site()
    site.send(Self.hello + Self.hello + "BAD\r\n\r\n" + Self.hello)
    #expect(site.statuses == [200, 200, 400] && site.isFinished)
  }

  @Test func `a peer that does not read is not read from`() {
    let site = Site(marks: LinkBacklog.Marks(low: 100, high: 300, limit: 100_000))
    site.rig.stalled.insert(site.link)
    site.send(Array(repeating: Self.hello, count: 10).joined().bytes)
    let answered = site.facts.count
    #expect(answered < 10 && site.wants(.pause(site.link)))
    site.rig.stalled.remove(site.link)
    site.outputs += site.rig.drain(site.link)
    #expect(site.statuses.count == 10 && site.facts.count == 10)
  }

  @Test func `any cutting of a connection's bytes gives the same answers`() async {
    let text =
      Self.hello + "POST /message HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      + "5\r\nhello\r\n0\r\n\r\n" + "GET /none HTTP/1.1\r\nHost: a\r\n\r\n" + Site.handshake()
    let stream = text.bytes + frame(.text, "hello".bytes) + frame(.ping, [1])
    let whole = Site()
    whole.send(stream)
    #expect(whole.facts.count == 4)
    await forEachSeed(256) { seed in
      var generator = Seeded(seed: seed)
      let site = Site()
      var rest = stream[...]
      while !rest.isEmpty {
        let piece = rest.prefix(generator.pick(1...40))
        site.send(Array(piece))
        rest = rest.dropFirst(piece.count)
      }
      #expect(site.facts == whole.facts && site.written == whole.written)
    }
  }

  @Test func `the first frame may come with the handshake`() {
    let site = Site()
    site.send(Site.handshake().bytes + frame(.text, "hi".bytes))
    #expect(site.facts == [.opened(.webSocket, nil), .message(.text, "hi".bytes)])
  }

  @Test func `links are told apart though their numbers are used again`() {
    let site = Site()
    site.send("GET /he")
    _ = site.rig.close(site.link, .reset)
    let again = LinkID.test(1, generation: 1)
    site.rig.open(again)
    let outputs = site.rig.receive(stream: Self.hello.bytes, on: again)
    #expect(outputs.count == 1 && outputs[0].link == again)
    site.obey(.answer(site.link))
    #expect(site.written.isEmpty && site.rig.machine.http.info(of: site.link) == nil)
    #expect(site.rig.machine.http.info(of: again) == .test())
  }
}
