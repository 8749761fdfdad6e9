import SansIO
import Signal
import TestSupport
import Testing

@Suite struct ResponseTests {
  static let now = Moment(
    monotonic: Instant(nanoseconds: 0), unixSeconds: 784_111_777)

  func text(
    _ response: Response, includesBody: Bool = true,
    _ persistence: Response.Persistence = .keepAlive
  ) -> String {
    let bytes = written(response.maximumCount(includesBody: includesBody)) { output in
      response.write(
        to: &output, includesBody: includesBody, persistence: persistence, at: Self.now)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `RFC 9112 §4 an answer is written`() {
    let response = Response(.ok, type: "application/json", body: "{}".bytes)
    #expect(
      text(response)
        == """
        HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\
        Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}
        """)
  }

  @Test func `RFC 9110 §9.3.2 the answer to HEAD tells the length and has no body`() {
    let response = Response(.ok, body: Array(repeating: 1, count: 12_345))
    let written = text(response, includesBody: false)
    #expect(written.hasSuffix("Content-Length: 12345\r\n\r\n"))
  }

  @Test(arguments: [HTTPStatus.noContent, .notModified, .switchingProtocols])
  func `RFC 9112 §6.3 statuses without a body have no length either`(_ status: HTTPStatus) {
    let written = text(Response(status, body: [1, 2, 3]))
    #expect(!written.contains("Content-Length") && written.hasSuffix("GMT\r\n\r\n"))
  }

  @Test func `RFC 9112 §9.6 what becomes of the connection is said`() {
    #expect(text(Response(.ok), .close).contains("\r\nConnection: close\r\n"))
    #expect(text(Response(.ok), .keepAliveSaid).contains("\r\nConnection: keep-alive\r\n"))
    #expect(text(Response(.ok), .upgrade).contains("\r\nConnection: Upgrade\r\n"))
    #expect(!text(Response(.ok)).contains("Connection"))
  }

  @Test func `nobody outside can end a line of ours`() {
    var response = Response(.temporaryRedirect)
    let values = ["/r/x\r\nSet-Cookie: a=b", "/r/\u{0}", "/r/ä"]
    var taken: [Bool] = []
    for value in values { taken.append(response.add("Location", value)) }
    #expect(taken == [false, false, true])
    let written = text(response)
    #expect(written.contains("\r\nLocation: /r/ä\r\n") && !written.contains("Cookie"))
  }

  @Test(arguments: HTTPStatus.allCases)
  func `every status fits its room`(_ status: HTTPStatus) {
    #expect(text(Response(status), .keepAliveSaid).hasPrefix("HTTP/1.1 \(status.rawValue) "))
    #expect(!status.reason.isEmpty)
  }

  static let dates: [(Int64, String)] = [
    (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
    (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
    (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (-1, "Thu, 01 Jan 1970 00:00:00 GMT"),
    (1_767_225_599, "Wed, 31 Dec 2025 23:59:59 GMT"),
    (.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
  ]

  @Test(arguments: dates.indices)
  func `RFC 9110 §5.6.7 a date is written`(_ index: Int) {
    let (seconds, text) = Self.dates[index]
    let bytes = written(HTTPDate.count) { HTTPDate(unixSeconds: seconds).write(to: &$0) }
    #expect(String(decoding: bytes, as: UTF8.self) == text)
  }
}
