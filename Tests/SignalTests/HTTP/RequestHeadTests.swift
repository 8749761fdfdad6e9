import SansIO
import Signal
import TestSupport
import Testing

@Suite struct RequestHeadTests {
  @Test func `RFC 9112 §3 a request is read`() throws {
    let head = try readHead(
      "POST /join/r%20oom?debug=loopback HTTP/1.1\r\nhOST: a.example:8443\r\n"
        + "Content-Length: 12\r\n\r\n"
    )
    #expect(
      head
        == HeadReading(
          method: .post, segments: ["join", "r oom"], host: "a.example:8443", body: .length(12),
          keepsAlive: true, expectsContinue: false))
  }

  @Test(arguments: HTTPMethod.allCases)
  func `RFC 9110 §9.1 methods are case-sensitive`(_ method: HTTPMethod) throws {
    let head = try readHead("\(method.rawValue) / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(head?.method == method)
    let lowered = "\(method.rawValue.lowercased()) / HTTP/1.1\r\nHost: a\r\n\r\n"
    #expect(refusal(lowered) == .notImplemented)
  }

  @Test func `RFC 9112 §2.2 one empty line may precede a request and two may not`() throws {
    #expect(try readHead("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")?.method == .get)
    #expect(refusal("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n") == .badRequest)
  }

  @Test func `RFC 9112 §9.3 a connection is kept unless somebody does not want it`() throws {
    func keeps(_ version: String, _ connection: String) throws -> Bool? {
      try readHead("GET / HTTP/\(version)\r\nHost: a\r\n\(connection)\r\n")?.keepsAlive
    }
    #expect(try keeps("1.1", "") == true)
    #expect(try keeps("1.1", "Connection: foo, ClOsE\r\n") == false)
    #expect(try keeps("1.1", "Connection: keep-alive\r\nConnection: close\r\n") == false)
    #expect(try keeps("1.0", "") == false)
    #expect(try keeps("1.0", "Connection: Keep-Alive\r\n") == true)
    #expect(try keeps("1.7", "") == true)
  }

  @Test func `RFC 9110 §10.1.1 an expectation of 100 is seen and every other refused`() throws {
    let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: "
    #expect(try readHead(head + "100-Continue\r\n\r\n")?.expectsContinue == true)
    #expect(refusal(head + "200-ok\r\n\r\n") == .expectationFailed)
    #expect(
      try readHead("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n")?.expectsContinue == false)
  }

  @Test func `RFC 9112 §3.2.2 an absolute form must name the same host`() throws {
    let head = try readHead("GET http://a.example/r/x?y HTTP/1.1\r\nHost: a.example\r\n\r\n")
    #expect(head?.segments == ["r", "x"])
    #expect(try readHead("GET HTTPS://a HTTP/1.1\r\nHost: a\r\n\r\n")?.segments == [])
    #expect(refusal("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n") == .badRequest)
    #expect(refusal("GET http:/// HTTP/1.1\r\nHost: a\r\n\r\n") == .badRequest)
    #expect(refusal("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n") == .badRequest)
  }

  @Test func `RFC 9112 §3.2.4 the asterisk is for OPTIONS`() throws {
    #expect(try readHead("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")?.method == .options)
    #expect(refusal("GET * HTTP/1.1\r\nHost: a\r\n\r\n") == .badRequest)
  }

  @Test func `fields are found by name, counted and taken apart as lists`() throws {
    let text =
      "GET / HTTP/1.1\r\nHost: a\r\nX-One:\t first \t\r\nx-one: second\r\n"
      + "X-List: a,, b , C\r\nX-None:\r\n\r\n"
    let bytes = text.bytes
    let head = try RequestHead(parsing: bytes.raw)
    let values = ["x-one", "x-none", "x-absent"].map { head.first($0)?.text }
    #expect(values == ["first", "", nil])
    let counts = ["x-one", "x-none", "x-absent"].map { head.count(of: $0) }
    #expect(counts == [2, 1, 0])
    let holds = ["a", "b", "c", "d", ""].map { head.list("x-list", holds: $0) }
    #expect(holds == [true, true, true, false, false])
  }

  @Test func `any cutting of a head gives the same head`() async throws {
    let text = "POST /a/b?c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\nrest".bytes
    await forEachSeed(64) { seed in
      var generator = Seeded(seed: seed)
      var scan = HeadScan()
      var count = 0
      while true {
        count = min(text.count, count + generator.pick(1...9))
        let progress = scan.advance(
          over: Array(text.prefix(count)).raw, limits: HTTPLimits())
        if progress == .incomplete { continue }
        #expect(progress == .complete(count: text.count - 4))
        break
      }
    }
  }
}
