import Testing

@testable import signald

struct PublicURLTests {
  @Test(arguments: [
    ("https://example.org", true, "example.org", nil, "https://example.org"),
    ("HTTP://Example.ORG/", false, "example.org", nil, "http://example.org"),
    ("https://a.example:8443", true, "a.example", 8_443, "https://a.example:8443"),
    ("https://a.example:443", true, "a.example", nil, "https://a.example"),
    ("http://a.example:443/", false, "a.example", 443, "http://a.example:443"),
    ("http://a.example:80", false, "a.example", nil, "http://a.example"),
    ("http://192.0.2.1:65535", false, "192.0.2.1", 65_535, "http://192.0.2.1:65535"),
    ("http://[2001:DB8::1]", false, "[2001:db8::1]", nil, "http://[2001:db8::1]"),
    ("https://[::1]:1", true, "[::1]", 1, "https://[::1]:1"),
    ("https://xn--bcher-kva.example", true, "xn--bcher-kva.example", nil, nil),
  ])
  func `a public URL is a scheme, a host and perhaps a port`(
    text: String, isSecure: Bool, host: String, port: UInt16?, shown: String?
  ) throws {
    let url = try PublicURL(parsing: text)
    #expect(url.isSecure == isSecure)
    #expect(url.host == host)
    #expect(url.port == port)
    #expect(url.description == shown ?? text)
  }

  @Test(arguments: [
    ("", "has no scheme"), ("example.org:80", "has no scheme"), ("//a", "has no scheme"),
    ("https:/a", "has no scheme"), ("://a", "has no valid scheme"),
    ("h\u{e4}https://a", "has no valid scheme"), ("1http://a", "has no valid scheme"),
    ("wss://a", "is not an http or https URL"), ("ftp://a", "is not an http or https URL"),
    ("https://a/rooms", "goes on after its host"), ("https://a//", "goes on after its host"),
    ("https://a?x", "goes on after its host"), ("https://a/#x", "goes on after its host"),
    ("https://a#", "goes on after its host"), ("https://u@a", "holds a user"),
    ("https://u:p@a:1", "holds a user"), ("https://", "names no valid host"),
    ("https://:443", "names no valid host"), ("https://a b", "names no valid host"),
    ("https://::1", "names no valid host"), ("https://2001:db8::1", "names no valid host"),
    ("https://[a.example]", "names no valid host"), ("https://[::1", "names no valid host"),
    ("https://[::1]x", "names no valid host"), ("https://a:1:2", "names no valid host"),
    ("https://256.0.0.1", "names no valid host"), ("https://*.a", "names no valid host"),
    ("https://b\u{fc}cher.example", "names no valid host"), ("https://a:", "names no valid port"),
    ("https://a:0", "names no valid port"), ("https://a:65536", "names no valid port"),
    ("https://a:+1", "names no valid port"), ("https://a:*", "names no valid port"),
    ("https://[::1]:", "names no valid port"),
  ])
  func `anything else is refused`(text: String, problem: String) {
    let error = #expect(throws: BadValue.self) { try PublicURL(parsing: text) }
    #expect(error?.value == text)
    #expect(error?.problem == problem)
  }

  @Test func `what is too much is shown how to leave out`() {
    let error = #expect(throws: BadValue.self) { try PublicURL(parsing: "https://a:1/r/x?y") }
    #expect(error?.remedy == "write https://a:1")
  }
}
