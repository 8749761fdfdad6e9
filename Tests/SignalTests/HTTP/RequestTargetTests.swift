import SansIO
import Signal
import TestSupport
import Testing

@Suite struct RequestTargetTests {
  static let paths: [(String, [String])] = [
    ("/", []), ("/r", ["r"]), ("/r/", ["r", ""]), ("//", ["", ""]), ("/a//b", ["a", "", "b"]),
    ("/r/%C3%A4", ["r", "ä"]), ("/...", ["..."]), ("/.a/b.", [".a", "b."]), ("/a+b", ["a+b"]),
    ("/~!$&'()*,;=:@|^`{}[]", ["~!$&'()*,;=:@|^`{}[]"]), ("/%41%62", ["Ab"]),
  ]

  @Test(arguments: paths.indices)
  func `RFC 3986 §3.3 a path is cut and decoded`(_ index: Int) throws {
    let (path, segments) = Self.paths[index]
    let head = try readHead("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(head?.segments == segments, "\(path)")
  }

  func parameter(_ name: String, of query: String) throws -> String? {
    let bytes = "GET /?\(query) HTTP/1.1\r\nHost: a\r\n\r\n".bytes
    return try RequestHead(parsing: bytes.raw).target.parameter(name)
  }

  @Test func `a query parameter is found and decoded`() throws {
    #expect(try parameter("debug", of: "debug=loopback") == "loopback")
    #expect(try parameter("b", of: "a=1&b=2&b=3") == "2")
    #expect(try parameter("b", of: "a=1&b") == "")
    #expect(try parameter("b", of: "b=") == "")
    #expect(try parameter("b", of: "a=b") == nil)
    #expect(try parameter("", of: "&&") == "")
    #expect(try parameter("a b", of: "a+b=c%2Bd+e") == "c+d e")
    #expect(try parameter("k", of: "k=%C3%A4=%26") == "ä=&")
    #expect(try parameter("k", of: "k=100%&l=%zz") == "100%")
    #expect(try parameter("k", of: "k=%ff") == nil)
    #expect(try parameter("k", of: "") == nil)
  }
}
