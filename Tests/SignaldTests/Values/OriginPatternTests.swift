import Testing

@testable import signald

struct OriginPatternTests {
  /// An origin as given to `matches`, from the text a browser sends.
  struct Origin: Sendable, CustomTestStringConvertible {
    let scheme: String
    let host: String
    let port: UInt16?

    init(_ scheme: String, _ host: String, _ port: UInt16? = nil) {
      self.scheme = scheme
      self.host = host
      self.port = port
    }

    var testDescription: String { "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "") }
  }

  private func matches(_ pattern: String, _ origin: Origin) throws -> Bool {
    try OriginPattern(parsing: pattern)
      .matches(scheme: origin.scheme, host: origin.host, port: origin.port)
  }

  @Test(arguments: [
    ("https://example.org", Origin("https", "example.org")),
    ("https://example.org", Origin("https", "example.org", 443)),
    ("https://example.org:443", Origin("https", "example.org")),
    ("http://example.org", Origin("http", "example.org", 80)),
    ("HTTPS://Example.Org", Origin("Https", "EXAMPLE.org")),
    ("https://example.org:8443", Origin("https", "example.org", 8_443)),
    ("https://*.example.org", Origin("https", "a.example.org")),
    ("https://*.example.org", Origin("https", "a.b.example.org", 443)),
    ("https://*.Example.org:8443", Origin("https", "a.example.org", 8_443)),
    ("https://*.example.org:*", Origin("https", "a.example.org", 9)),
    ("http://localhost:*", Origin("http", "localhost")),
    ("http://localhost:*", Origin("http", "localhost", 5_173)),
    ("http://127.0.0.1:*", Origin("http", "127.0.0.1", 1)),
    ("http://[0::1]:8080", Origin("http", "[::1]", 8_080)),
    ("capacitor://localhost", Origin("capacitor", "localhost")),
    ("*", Origin("https", "example.org")), ("*", Origin("http", "[::1]", 1)),
  ])
  func `a pattern matches an origin`(pattern: String, origin: Origin) throws {
    #expect(try matches(pattern, origin))
  }

  @Test(arguments: [
    ("https://example.org", Origin("http", "example.org")),
    ("https://example.org", Origin("http", "example.org", 443)),
    ("https://example.org", Origin("https", "example.org", 8_443)),
    ("https://example.org", Origin("https", "example.org", 80)),
    ("https://example.org", Origin("https", "www.example.org")),
    ("https://example.org", Origin("https", "example.org.evil.example")),
    ("https://example.org", Origin("https", "evilexample.org")),
    ("https://example.org", Origin("https", "example.org.")),
    ("https://example.org:8443", Origin("https", "example.org")),
    ("https://*.example.org", Origin("https", "example.org")),
    ("https://*.example.org", Origin("https", ".example.org")),
    ("https://*.example.org", Origin("https", "evilexample.org")),
    ("https://*.example.org", Origin("https", "a.example.org.evil.example")),
    ("https://*.example.org", Origin("http", "a.example.org")),
    ("https://*.example.org", Origin("https", "a.example.org", 8_443)),
    ("http://localhost:*", Origin("https", "localhost", 1)),
    ("http://localhost:*", Origin("http", "localhost.evil.example", 1)),
    ("http://[::1]", Origin("http", "[::2]")),
    ("capacitor://localhost", Origin("capacitor", "localhost", 80)),
  ])
  func `a pattern does not match an origin`(pattern: String, origin: Origin) throws {
    #expect(try !matches(pattern, origin))
  }

  @Test func `patterns are told apart by what they mean`() throws {
    #expect(
      try OriginPattern.parseAll(["*", "https://A.example:443", "http://*.b.example:*"]) == [
        .any, .origins(scheme: "https", .one("a.example"), .one(nil)),
        .origins(scheme: "http", .below("b.example"), .any),
      ])
  }

  @Test(arguments: [
    ("", "has no scheme"), ("example.org", "has no scheme"), ("*.example.org", "has no scheme"),
    ("null", "has no scheme"), ("**", "has no scheme"), ("*://a", "has no valid scheme"),
    ("https://", "names no valid host"), ("https://*", "names no valid host"),
    ("https://*.", "names no valid host"), ("https://*a.example", "names no valid host"),
    ("https://a.*.example", "names no valid host"), ("https://*.*.a", "names no valid host"),
    ("https://*.192.0.2.1", "names no valid host"), ("https://*.[::1]", "names no valid host"),
    ("https://::1:80", "names no valid host"), ("https://a:0", "names no valid port"),
    ("https://a:8*", "names no valid port"), ("https://a:", "names no valid port"),
    ("https://a:65536", "names no valid port"), ("https://u@a", "holds a user"),
    ("https://a/", "goes on after its host"), ("https://a/b", "goes on after its host"),
    ("https://a?b", "goes on after its host"), ("https://a#b", "goes on after its host"),
  ])
  func `what is not a pattern is refused`(text: String, problem: String) {
    let error = #expect(throws: BadValue.self) { try OriginPattern(parsing: text) }
    #expect(error?.value == text)
    #expect(error?.problem == problem)
  }

  @Test func `a slash at the end is shown how to leave out`() {
    let error = #expect(throws: BadValue.self) { try OriginPattern(parsing: "https://*.a.b:*/") }
    #expect(error?.remedy == "write https://*.a.b:*")
  }
}
