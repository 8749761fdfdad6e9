import SansIO
import Testing

@testable import signald

struct ServeRoomOptionsTests {
  let world = World()

  private func endpoints(_ texts: String...) -> [Endpoint] { texts.map { Endpoint($0)! } }

  @Test func `every option of rooms and pages arrives in its field`() throws {
    let options = try world.serve(
      "--http", "127.0.0.1:80", "--http", "[::1]:80", "--https", "443", "--https=[::1]:8443",
      "--certificate", "/c.pem", "--key", "/k.pem", "--public-url", "https://example.org",
      "--origin", "https://*.example.net", "--origin=*", "--trusted-proxy", "10.0.0.0/8",
      "--trusted-proxy", "::1", "--web", "/pages")
    #expect(options.http == endpoints("127.0.0.1:80", "[::1]:80"))
    #expect(options.https == endpoints("0.0.0.0:443", "[::]:443", "[::1]:8443"))
    #expect(options.certificate == .files([CertificateFiles(certificate: "/c.pem", key: "/k.pem")]))
    #expect(options.publicURL == (try PublicURL(parsing: "https://example.org")))
    #expect(options.origins == [.subdomains(scheme: "https://", suffix: ".example.net"), .any])
    #expect(options.trustedProxies == [IPPrefix("10.0.0.0/8"), IPPrefix("::1")])
    #expect(options.webDirectory == "/pages")
  }

  @Test func `the environment has them as well`() throws {
    let world = World(variables: [
      "SIGNALD_HTTP": "off", "SIGNALD_HTTPS": ":1, 127.0.0.1:2", "SIGNALD_DEV_TLS": "on",
      "SIGNALD_ORIGIN": "https://a.example,http://localhost:*", "SIGNALD_WEB": "pages",
      "SIGNALD_PUBLIC_URL": "http://a.example:8080", "SIGNALD_TRUSTED_PROXY": "192.0.2.0/24,::1",
    ])
    let options = try world.serve()
    #expect(options.http.isEmpty)
    #expect(options.https == endpoints("0.0.0.0:1", "[::]:1", "127.0.0.1:2"))
    #expect(options.certificate == .selfMade)
    #expect(options.publicURL?.description == "http://a.example:8080")
    #expect(options.origins.count == 2 && options.trustedProxies.count == 2)
    #expect(options.webDirectory == "pages")
    #expect(try world.serve("--origin=*").origins == [.any])
  }

  @Test func `--dev-tls serves on port 8443 unless told otherwise`() throws {
    let options = try world.serve("--dev-tls")
    #expect(options.https == endpoints("0.0.0.0:8443", "[::]:8443"))
    #expect(options.certificate == .selfMade)
    #expect(try world.serve("--dev-tls", "--https=127.0.0.1:1").https == endpoints("127.0.0.1:1"))
    #expect(try world.serve("--dev-tls", "--https=off").https.isEmpty)
    #expect(try world.serve("--dev-tls=off").https.isEmpty)
  }

  @Test func `a certificate may wait while HTTPS is off`() throws {
    let options = try world.serve("--https=off", "--certificate=/c", "--key=/k")
    #expect(options.https.isEmpty)
    #expect(options.certificate == .files([CertificateFiles(certificate: "/c", key: "/k")]))
  }

  @Test func `a certificate serves TURN too, several do by name, and proxies are listed`() throws {
    let options = try world.serve(
      "--certificate=/a", "--key=/b", "--certificate=/c", "--key=/d", "--turns=:443",
      "--https=:443", "--proxy-protocol-from=10.0.0.0/8", "--proxy-protocol-from=::1")
    #expect(
      options.certificate
        == .files([
          CertificateFiles(certificate: "/a", key: "/b"),
          CertificateFiles(certificate: "/c", key: "/d"),
        ]))
    #expect(options.turns == endpoints("0.0.0.0:443", "[::]:443") && options.turns == options.https)
    #expect(options.proxies == [IPPrefix("10.0.0.0/8"), IPPrefix("::1")])
    #expect(try world.serve("--certificate=/a", "--key=/b").https.isEmpty)
  }

  @Test(arguments: [
    ["--turn=off"], ["--turn=off", "--http=off", "--dev-tls"], ["--http=off"],
    ["--turn=off", "--http=off", "--https=:1", "--certificate=/c", "--key=/k"],
  ])
  func `one of the services is enough`(words: [String]) throws {
    _ = try Invocation(words, in: world.surroundings)
  }

  @Test(arguments: [
    (["--turn=off", "--http=off"], "--turn, --turns, --http and --https are all off"),
    (["--turn=off", "--http=off", "--https=off", "--dev-tls"], "are all off: nothing would be"),
    (["--https=:1"], "serve needs --certificate and --key for --https, or --dev-tls"),
    (["--https=:1", "--dev-tls=off"], "serve needs --certificate and --key for --https"),
    (["--https=:1", "--certificate=/c"], "serve needs --key with --certificate"),
    (["--certificate=/c", "--http=off"], "serve needs --key with --certificate"),
    (["--https=:1", "--key=/k"], "serve needs --certificate with --key"),
    (
      ["--turn=off", "--certificate=/c", "--key=/k"],
      "serve needs --https or --turns with --certificate"
    ),
    (["--turns=:1"], "serve needs --certificate and --key for --turns, or --dev-tls"),
    (["--dev-tls", "--turns=3478"], "--turn and --turns are both to be served on 0.0.0.0:3478"),
    (["--https=:1", "--certificate=/c", "--certificate=/d", "--key=/k"], "serve needs --key"),
    (["--proxy-protocol-from=x"], "is not a block of addresses"),
    (["--dev-tls", "--certificate=/c", "--key=/k"], "--dev-tls stands beside --certificate"),
    (["--dev-tls", "--key=/k"], "--dev-tls stands beside --certificate or --key"),
    (["--dev-tls", "--https=8080"], "--http and --https are both to be served on 0.0.0.0:8080"),
    (["--dev-tls", "--http=[::]:8443"], "both to be served on [::]:8443"),
  ])
  func `services that cannot be are refused`(words: [String], message: String) {
    let error = #expect(throws: UsageError.self) {
      try Invocation(words, in: world.surroundings)
    }
    #expect(error?.description.contains(message) == true)
  }

  @Test func `HTTP and HTTPS may both take any free port`() throws {
    let options = try world.serve("--dev-tls", "--http=127.0.0.1:0", "--https=127.0.0.1:0")
    #expect(options.http == options.https)
  }
}
