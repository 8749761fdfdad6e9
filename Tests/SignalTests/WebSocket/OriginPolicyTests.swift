import SansIO
import Signal
import TestSupport
import Testing

@Suite struct OriginPolicyTests {
  func allows(
    _ patterns: [String], _ origins: String..., host: String = "a.example",
    allowsMissing: Bool = true
  ) throws -> Bool {
    let policy = OriginPolicy(
      patterns.compactMap(OriginPolicy.Pattern.init), allowsMissing: allowsMissing)
    #expect(policy.patterns.count == patterns.count)
    let lines = origins.map { "Origin: \($0)\r\n" }.joined()
    let bytes = "GET / HTTP/1.1\r\nHost: \(host)\r\n\(lines)\r\n".bytes
    return policy.allows(try RequestHead(parsing: bytes.raw))
  }

  @Test func `RFC 6455 §10.2 an origin is allowed by name`() throws {
    let list = ["https://a.example", "http://localhost:8080"]
    #expect(try allows(list, "https://a.example"))
    #expect(try allows(list, "HTTPS://A.EXAMPLE"))
    #expect(try allows(list, "http://localhost:8080"))
    for origin in [
      "http://a.example", "https://a.example:8443", "https://a.example.evil", "null", "",
      "https://evil/https://a.example", "http://localhost", "https://xa.example",
    ] {
      #expect(try !allows(list, origin), "\(origin)")
    }
  }

  @Test func `hosts below a name are allowed without the name itself`() throws {
    let list = ["https://*.a.example"]
    #expect(try allows(list, "https://b.a.example") && allows(list, "https://c.b.a.example"))
    for origin in [
      "https://a.example", "https://.a.example", "http://b.a.example", "https://ba.example",
      "https://b.a.example.evil", "https://evil/b.a.example", "https://b.a.example:1",
    ] {
      #expect(try !allows(list, origin), "\(origin)")
    }
  }

  @Test func `the page's own server is allowed`() throws {
    #expect(try allows(["same"], "https://a.example") && allows(["same"], "http://a.example"))
    #expect(try allows(["same"], "https://a:1", host: "A:1"))
    #expect(try !allows(["same"], "https://b.example"))
    #expect(try !allows(["same"], "https://a.example:1"))
  }

  @Test
  func `a request without an origin follows the configuration, and one with two never passes`()
    throws
  {
    #expect(try allows([], allowsMissing: true))
    #expect(try !allows(["*"], allowsMissing: false))
    #expect(try allows(["*"], "anything at all"))
    #expect(try !allows(["*"], "https://a.example", "https://a.example"))
  }

  @Test(arguments: [
    "", "a.example", "https://", "://a", "https://*", "https://*.", "https://a.*.example",
    "https://*.a.*", "https://a.example/path", "*.a.example",
  ])
  func `what is no pattern is none`(_ text: String) {
    #expect(OriginPolicy.Pattern(text) == nil)
  }
}
