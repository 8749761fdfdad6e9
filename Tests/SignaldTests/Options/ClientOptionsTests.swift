import SansIO
import Testing

@testable import signald

struct ClientOptionsTests {
  let world = World()

  private func stun(_ words: String...) throws -> StunOptions? {
    guard case .stun(let options) = try Invocation(["stun"] + words, in: world.surroundings)
    else { return nil }
    return options
  }

  private func ice(_ words: String...) throws -> IceOptions? {
    guard case .ice(let options) = try Invocation(["ice"] + words, in: world.surroundings)
    else { return nil }
    return options
  }

  private func server(_ text: String, _ transport: ClientTransport) -> ServerAddress {
    let place = Host.withPort(text)!
    return ServerAddress(host: place.host, port: place.port!, transport: transport)
  }

  @Test func `the standard transport is UDP, for ten seconds, checked and in plain words`() throws {
    let options = try #require(try stun("stun.example.org"))
    #expect(options.server == server("stun.example.org:3478", .udp))
    #expect(options.client == ClientOptions())
    #expect(options.client.timeout == .seconds(10))
    #expect(!options.client.isInsecure && !options.client.asJSON)
  }

  @Test func `every shared option arrives in its field`() throws {
    let options = try #require(
      try stun("--transport", "tls", "--timeout=2.5", "--insecure", "--json", "[::1]:9"))
    #expect(options.server == server("[::1]:9", .tls))
    #expect(options.client.transport == .tls)
    #expect(options.client.timeout == .milliseconds(2_500))
    #expect(options.client.isInsecure && options.client.asJSON)
  }

  @Test func `RFC 8489 §8.1 the standard port over TLS is 5349`() throws {
    #expect(try stun("--transport=tls", "h")?.server.port == 5_349)
    #expect(try stun("--transport=tcp", "h")?.server.port == 3_478)
    #expect(try stun("--transport=tls", "h:1")?.server.port == 1)
  }

  @Test(arguments: [
    ("0", "is out of range"), ("3600.001", "is out of range"), ("3601", "is not a time"),
    ("1e3", "is not a time"), ("-1", "is not a time"), ("", "is not a time"),
    ("1.", "is not a time"), ("1.0005", "is not a time"), ("inf", "is not a time"),
  ])
  func `a time limit is a number of seconds up to an hour`(text: String, message: String) {
    #expect(world.complaint("stun", "--timeout=\(text)", "h").contains(message))
  }

  @Test(arguments: [("0.001", 1), ("0.5", 500), ("1.25", 1_250), ("3600", 3_600_000)])
  func `a time limit may have decimal places`(text: String, milliseconds: Int) throws {
    #expect(try stun("--timeout", text, "h")?.client.timeout == .milliseconds(milliseconds))
  }

  @Test(arguments: [
    ("stun", [String](), "stun needs a server: signald stun HOST[:PORT]"),
    ("stun", ["a", "b"], "unexpected argument 'b' of the command stun"),
    ("stun", ["a:0"], "is not a host"), ("stun", ["a:65536"], "is not a host"),
    ("stun", ["a b"], "is not a host"), ("stun", ["1.2.3.4.5"], "is not a host"),
    ("stun", ["-", "--json"], "is not a host"), ("stun", ["[::1"], "is not a host"),
    ("stun", ["[::1]:"], "is not a host"), ("stun", ["[1.2.3.4]"], "is not a host"),
    ("stun", ["--transport=sctp", "h"], "'sctp' is not a transport; write udp, tcp, tls or dtls"),
    ("turn", ["h"], "turn needs --user and --password"),
    ("turn", ["--user=u", "h"], "turn needs --password with --user"),
    ("turn", ["--password=p", "h"], "turn needs --user with --password"),
    ("turn", ["--user=u", "--password=p"], "turn needs a server"),
    ("turn", ["--user=", "--password=p", "h"], "'' is empty"),
    ("turn", ["--user=u", "--password=", "h"], "--password: the value is empty"),
    ("ice", ["h"], "unexpected argument 'h' of the command ice"),
    ("ice", ["--server=turn:h"], "ice needs --user and --password for its TURN servers"),
    ("ice", ["--server=h"], "'h' has no scheme"),
    ("ice", ["--server=http:h"], "is not a STUN or TURN URI"),
    ("ice", ["--server=turn://h"], "has slashes; write turn:h"),
    ("ice", ["--server=turn:h?transport=sctp"], "has an unknown query"),
    ("ice", ["--server=stun:h?transport=udp"], "has an unknown query"),
    ("ice", ["--server=stuns:h?transport=udp"], "has an unknown query"),
    ("ice", ["--server=stun:"], "names no valid host and port"),
    ("ice", ["--server=stun:h:x"], "names no valid host and port"),
  ])
  func `a client command that cannot work is refused`(
    command: String, words: [String], message: String
  ) {
    let error = #expect(throws: UsageError.self) {
      try Invocation([command] + words, in: world.surroundings)
    }
    #expect(error?.description.contains(message) == true)
  }

  @Test func `a TURN client has a server, a user and a password`() throws {
    #expect(
      try world.invoke("turn", "192.0.2.1", "--user", "u", "--password", "p:q")
        == .turn(
          try TurnOptions(
            GivenWords(values: ["user": ["u"], "password": ["p:q"]], arguments: ["192.0.2.1"]),
            in: world.surroundings)))
  }

  @Test func `RFC 7064 and RFC 7065 the servers of ICE are URIs`() throws {
    let options = try #require(
      try ice(
        "--server", "stun:a", "--server=STUNS:b", "--server=turn:[::1]:9",
        "--server=turn:c?transport=tcp", "--server=turns:d", "--server=turns:e:1?transport=tcp",
        "--user=u", "--password=p"))
    #expect(options.stunServers == [server("a:3478", .udp), server("b:5349", .tls)])
    #expect(
      options.turnServers == [
        server("[::1]:9", .udp), server("c:3478", .tcp), server("d:5349", .tls),
        server("e:1", .tls),
      ])
    #expect(options.credentials == Credentials(user: "u", password: "p"))
  }

  @Test func `the transport of ICE holds for URIs that name none`() throws {
    let options = try #require(
      try ice("--transport=tcp", "--server=stun:a", "--server=stuns:b"))
    #expect(options.stunServers.map(\.transport) == [.tcp, .tls])
  }

  @Test func `ICE without servers gathers host candidates only`() throws {
    let options = try #require(try ice())
    #expect(options.stunServers.isEmpty && options.turnServers.isEmpty)
    #expect(options.credentials == nil)
  }

  @Test(arguments: [
    "a", "a.b-c.example.", "xn--bcher-kva.example", "_stun.example", "1and1.example", "h0",
  ])
  func `a host may have this name`(name: String) {
    #expect(Host(name) == .name(name.hasSuffix(".") ? String(name.dropLast()) : name))
  }

  @Test(arguments: [
    "", ".", "a..b", "-a", "a-", "a.1", "256.1.1.1", "b\u{fc}cher.example", "a/b", "a@b",
    String(repeating: "a", count: 64), Array(repeating: "abc", count: 64).joined(separator: "."),
  ])
  func `a host may not have this name`(name: String) {
    #expect(Host(name) == nil)
  }
}
