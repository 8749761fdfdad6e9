import SansIO
import Signal
import TestSupport
import Testing

/// What two parsers may read in two ways is refused (RFC 9112 section 11.2).
@Suite struct SmugglingTests {
  static let lines: [(String, HTTPStatus)] = [
    ("Content-Length: 5\r\nTransfer-Encoding: chunked", .badRequest),
    ("Transfer-Encoding: chunked\r\nContent-Length: 5", .badRequest),
    ("Content-Length: 5\r\nContent-Length: 5", .badRequest),
    ("Content-Length: 5\r\nContent-Length: 6", .badRequest),
    ("Content-Length: 5, 5", .badRequest),
    ("Content-Length: +5", .badRequest),
    ("Content-Length: -5", .badRequest),
    ("Content-Length: 0x5", .badRequest),
    ("Content-Length: 5 5", .badRequest),
    ("Content-Length: 5;", .badRequest),
    ("Content-Length:", .badRequest),
    ("Content-Length: 1e3", .badRequest),
    ("Content-Length: 99999999999999999999", .badRequest),
    ("Content-Length: 18446744073709551621", .badRequest),
    ("Content-Length: ٥", .badRequest),
    ("Content-Length : 5", .badRequest),
    ("Content-Length\t: 5", .badRequest),
    (" Content-Length: 5", .badRequest),
    ("\tContent-Length: 5", .badRequest),
    ("X: y\r\n Content-Length: 5", .badRequest),
    ("X: y\r\n\tz", .badRequest),
    ("X: y\rContent-Length: 5", .badRequest),
    ("X: y\nContent-Length: 5", .badRequest),
    ("X: y\r\r\nContent-Length: 5", .badRequest),
    ("X: y\u{0}z", .badRequest),
    ("X: y\u{B}z", .badRequest),
    ("X: y\u{7F}z", .badRequest),
    ("Content-Length\u{0}: 5", .badRequest),
    ("Transfer-Encoding : chunked", .badRequest),
    ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .badRequest),
    ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", .badRequest),
    ("Transfer-Encoding: chunked, chunked", .notImplemented),
    ("Transfer-Encoding: gzip, chunked", .notImplemented),
    ("Transfer-Encoding: chunked, identity", .notImplemented),
    ("Transfer-Encoding: identity", .notImplemented),
    ("Transfer-Encoding: xchunked", .notImplemented),
    ("Transfer-Encoding: chunked;q=1", .notImplemented),
    ("Transfer-Encoding: \"chunked\"", .notImplemented),
    ("Transfer-Encoding: \u{B}chunked", .badRequest),
    ("Transfer-Encoding:", .notImplemented),
    ("Transfer\u{2D}Encoding\u{A0}: chunked", .badRequest),
    ("X Y: z", .badRequest),
    (": nameless", .badRequest),
    ("colonless", .badRequest),
    ("(X): y", .badRequest),
    ("Hóst: y", .badRequest),
    ("Host: b", .badRequest),
    ("Host: a", .badRequest),
  ]

  @Test(arguments: lines.indices)
  func `RFC 9112 §6.3 an ambiguous field line is refused`(_ index: Int) {
    let (line, status) = Self.lines[index]
    let text = "POST / HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\nhello"
    #expect(refusal(text) == status, "\(line.debugDescription)")
  }

  @Test func `RFC 9112 §6.1 chunks in HTTP 1.0 are refused`() {
    #expect(
      refusal("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") == .badRequest)
  }

  @Test(arguments: [
    "\r\n", "Host:\r\n\r\n", "Host: a b\r\n\r\n", "Host: a/b\r\n\r\n", "Host: a@b\r\n\r\n",
    "Host: a,b\u{7F}\r\n\r\n", "Host: a#b\r\n\r\n", "Host: a\\b\r\n\r\n", "Host: ä\r\n\r\n",
  ])
  func `RFC 9112 §3.2 HTTP 1.1 without exactly one good host is refused`(_ rest: String) {
    #expect(refusal("GET / HTTP/1.1\r\n" + rest) == .badRequest)
  }

  static let requestLines: [(String, HTTPStatus)] = [
    ("GET  / HTTP/1.1", .badRequest), ("GET / HTTP/1.1 ", .badRequest),
    ("GET /  HTTP/1.1", .badRequest), (" GET / HTTP/1.1", .badRequest),
    ("GET\t/ HTTP/1.1", .badRequest), ("GET / HTTP/1.1\t", .badRequest),
    ("GET /", .badRequest), ("GET", .badRequest), ("GET / ", .badRequest),
    ("GET / http/1.1", .badRequest), ("GET / HTTP/1", .badRequest),
    ("GET / HTTP/11", .badRequest), ("GET / HTTP/1.10", .badRequest),
    ("GET / HTTP/01.1", .badRequest), ("GET / HTTP/1,1", .badRequest),
    ("GET / HTTP/2.0", .versionNotSupported), ("GET / HTTP/0.9", .versionNotSupported),
    ("PRI * HTTP/2.0", .versionNotSupported), ("GET x HTTP/1.1", .badRequest),
    ("GET /a b HTTP/1.1", .badRequest), ("GET /ä HTTP/1.1", .badRequest),
    ("GET /# HTTP/1.1", .badRequest), ("GET /\\ HTTP/1.1", .badRequest),
    ("GET /<script> HTTP/1.1", .badRequest), ("GET ? HTTP/1.1", .badRequest),
    ("CONNECT a:1 HTTP/1.1", .notImplemented), ("TRACE / HTTP/1.1", .notImplemented),
    ("BREW /pot HTTP/1.1", .notImplemented), ("G(T / HTTP/1.1", .badRequest),
    ("\u{16}\u{3}\u{1}", .badRequest), ("GET /\u{0} HTTP/1.1", .badRequest),
  ]

  @Test(arguments: requestLines.indices)
  func `RFC 9112 §3 a request line that is none is refused`(_ index: Int) {
    let (line, status) = Self.requestLines[index]
    #expect(
      refusal("\(line)\r\nHost: a\r\n\r\n") == status, "\(line.debugDescription)")
  }

  @Test(arguments: [
    "/..", "/../etc/passwd", "/a/../b", "/%2e%2e/x", "/.%2E/x", "/./x", "/%2e", "/a%2fb",
    "/a%2Fb", "/a%5cb", "/a%00b", "/a%0d%0ab", "/%", "/%4", "/%zz", "/a%4", "/%ff", "/%c0%ae/x",
    "/%ed%a0%80", "/%7f",
  ])
  func `a path that could leave its root is refused`(_ path: String) {
    #expect(refusal("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n") == .badRequest)
  }
}
