import SansIO
import Testing

@testable import signald

struct ServeOptionsTests {
  let world = World(variables: ["HOME": "/home/ada"])

  private func endpoints(_ texts: String...) -> [Endpoint] { texts.map { Endpoint($0)! } }

  @Test func `nothing given means the defaults`() throws {
    let options = try world.serve()
    #expect(options.turn == endpoints("0.0.0.0:3478", "[::]:3478"))
    #expect(options.http == endpoints("0.0.0.0:8080", "[::]:8080"))
    #expect(options.https.isEmpty && options.certificate == nil)
    #expect(options.publicURL == nil && options.webDirectory == nil)
    #expect(options.origins.isEmpty && options.trustedProxies.isEmpty)
    #expect(options.realm == "signald")
    #expect(options.users.isEmpty && options.secrets.isEmpty)
    #expect(options.relayAddresses.isEmpty && options.externalAddresses.isEmpty)
    #expect(options.relayPorts == 49_152...65_535)
    #expect(options.allowedPeers.isEmpty && options.deniedPeers.isEmpty)
    #expect(!options.rfc5766Channels)
    #expect(options.loops == 4)
    #expect(options.stateDirectory == "/home/ada/.local/state/signald")
    #expect(options.logLevel == .info)
  }

  @Test func `NAT behaviour discovery needs two addresses and two ports`() throws {
    let places = "192.0.2.1:3478,192.0.2.2:3479"
    let plan = try world.serve("--nat-discovery", places).natDiscovery
    #expect(plan?.endpoints.map(\.port) == [3478, 3479, 3478, 3479])
    #expect(try world.serve().natDiscovery == nil)
    for text in ["192.0.2.1:3478", "192.0.2.1:1,192.0.2.1:2", "a,b", ",", "\(places),[::1]:1"] {
      #expect(throws: UsageError.self) { try world.serve("--nat-discovery", text) }
    }
  }

  @Test func `serve is meant when no command is named`() throws {
    #expect(
      try world.invoke("serve", "--realm", "a") == .serve(try world.serve("--realm=a")))
  }

  @Test func `the number of loops follows the processors, but not beyond what a name can hold`()
    throws
  {
    #expect(try World(processors: 400).serve().loops == 255)
    #expect(try World(processors: 0).serve().loops == 1)
  }

  @Test(arguments: [
    (World(isRoot: true), "/var/lib/signald"),
    (
      World(variables: ["HOME": "/root", "XDG_STATE_HOME": "/x"], isRoot: true), "/var/lib/signald"
    ),
    (World(variables: ["HOME": "/h", "XDG_STATE_HOME": "/x"]), "/x/signald"),
    (World(variables: ["HOME": "/h", "XDG_STATE_HOME": "x"]), "/h/.local/state/signald"),
    (World(variables: ["HOME": "/h", "XDG_STATE_HOME": ""]), "/h/.local/state/signald"),
    (World(), "/var/lib/signald"),
  ])
  func `the state directory is the system's for root and the user's otherwise`(
    world: World, path: String
  ) throws {
    #expect(try world.serve().stateDirectory == path)
  }

  @Test func `every option of the table arrives in its field`() throws {
    let world = World(files: ["/s": "# old\nthree\n\nfour\n"])
    let options = try world.serve(
      "--turn", "192.0.2.1:1", "--turn", "[::1]:0", "--realm", "example.org",
      "--turn-user", "alice:won:der", "--turn-user=bob:b,o,b", "--turn-secret", "one",
      "--turn-secret", "two", "--turn-secret-file", "/s", "--relay-address", "192.0.2.1",
      "--relay-address", "2001:db8::1", "--relay-ports", "50000-50099",
      "--external-address", "203.0.113.7/192.0.2.1", "--external-address", "2001:db8::7",
      "--allow-peer", "10.0.0.0/8", "--deny-peer", "2001:db8::/32", "--deny-peer", "192.0.2.9",
      "--rfc5766-channels", "--loops", "3", "--state", "/st", "--log", "trace")
    #expect(options.turn == endpoints("192.0.2.1:1", "[::1]:0"))
    #expect(options.realm == "example.org")
    #expect(
      options.users == [
        TURNUser(name: "alice", password: "won:der"), TURNUser(name: "bob", password: "b,o,b"),
      ])
    #expect(options.secrets == ["one", "two", "three", "four"])
    #expect(options.relayAddresses == [IPAddress("192.0.2.1"), IPAddress("2001:db8::1")])
    #expect(options.relayPorts == 50_000...50_099)
    #expect(
      options.externalAddresses == [
        ExternalAddress(
          publicAddress: IPAddress("203.0.113.7")!, localAddress: IPAddress("192.0.2.1")!),
        ExternalAddress(publicAddress: IPAddress("2001:db8::7")!),
      ])
    #expect(options.allowedPeers == [IPPrefix("10.0.0.0/8")])
    #expect(options.deniedPeers == [IPPrefix("2001:db8::/32"), IPPrefix("192.0.2.9/32")])
    #expect(options.rfc5766Channels)
    #expect(options.loops == 3)
    #expect(options.stateDirectory == "/st")
    #expect(options.logLevel == .trace)
  }

  @Test(arguments: [
    ("3478", ["0.0.0.0:3478", "[::]:3478"]), (":0", ["0.0.0.0:0", "[::]:0"]),
    ("127.0.0.1:65535", ["127.0.0.1:65535"]), ("[::]:1", ["[::]:1"]),
    ("[::ffff:192.0.2.1]:5", ["192.0.2.1:5"]),
  ])
  func `a listen address is written in any of these ways`(text: String, meant: [String]) throws {
    #expect(try world.serve("--turn", text).turn == meant.map { Endpoint($0)! })
  }

  @Test func `an address given twice is listened on once`() throws {
    #expect(
      try world.serve("--turn=:1", "--turn=0.0.0.0:1", "--turn=1").turn
        == endpoints("0.0.0.0:1", "[::]:1"))
  }

  @Test(arguments: [
    ("turn", "1.2.3.4", "'1.2.3.4' has no port; write 1.2.3.4:3478"),
    ("turn", "::1", "'::1' has no port; write [::1]:3478"),
    ("turn", "::1:3478", "'::1:3478' has no port; write [::1:3478]:3478"),
    ("turn", "host:1", "is not an address to listen on"),
    ("turn", ":65536", "is not an address to listen on"),
    ("turn", "", "is not an address to listen on"),
    ("turn", ":", "is not an address to listen on"),
    ("turn", "+1", "is not an address to listen on"),
    ("turn", "224.0.0.1:1", "is a multicast address"),
    ("http", "1.2.3.4", "'1.2.3.4' has no port; write 1.2.3.4:8080"),
    ("http", "localhost:80", "is not an address to listen on"),
    ("https", "::1", "'::1' has no port; write [::1]:8443"),
    ("https", "[ff02::1]:443", "is a multicast address"),
    ("certificate", "", "is not a path; write the path of a file"),
    ("key", "", "is not a path; write the path of a file"), ("dev-tls", "maybe", "write on or off"),
    ("public-url", "example.org", "has no scheme"),
    ("origin", "https://*", "is not a pattern of origins"),
    ("trusted-proxy", "10.0.0.1/8", "write 10.0.0.0/8"), ("web", "", "is not a path"),
    ("realm", "", "is empty"), ("realm", String(repeating: "a", count: 128), "is too long"),
    ("realm", "a\"b", "a quote"), ("realm", "a\nb", "a control character"),
    ("relay-address", "0.0.0.0", "is not the address of a machine"),
    ("relay-address", "ff02::1", "is not the address of a machine"),
    ("relay-address", "eth0", "is not an IP address"),
    ("relay-ports", "1", "is not a range"), ("relay-ports", "0-9", "is not a range"),
    ("relay-ports", "9-65536", "is not a range"), ("relay-ports", "1-2-3", "is not a range"),
    ("relay-ports", "9-8", "'9-8' begins above its end; write 8-9"),
    ("external-address", "x", "'x' holds 'x', which is not an IP address"),
    ("external-address", "192.0.2.1/::1", "pairs IPv4 with IPv6"),
    ("external-address", "192.0.2.1/", "holds ''"),
    ("external-address", "::", "is not the address of a machine"),
    ("allow-peer", "10.0.0.1/8", "write 10.0.0.0/8"),
    ("allow-peer", "10.0.0.0/33", "write a length from 0 to 32"),
    ("allow-peer", "here", "is not a block of addresses"),
    ("deny-peer", "2001:db8:1::/32", "write 2001:db8::/32"),
    ("deny-peer", "2001:db8::8000:0:0:1/65", "write 2001:db8:0:0:8000::/65"),
    ("deny-peer", "fe80::1/0", "write ::/0"), ("deny-peer", "::/129", "from 0 to 128"),
    ("loops", "0", "write a number from 1 to 255"), ("loops", "257", "is not a number of loops"),
    ("loops", "two", "is not a number of loops"), ("loops", "+2", "is not a number of loops"),
    ("state", "", "is not a path"), ("log-format", "xml", "write text or json"),
    ("log", "loud", "write one of off, error, warning, info"),
    ("rfc5766-channels", "maybe", "write on or off"),
  ])
  func `a value that cannot be used is named with its option and what would be right`(
    option: String, value: String, message: String
  ) {
    let flagged = world.complaint("--\(option)=\(value)")
    #expect(flagged.hasPrefix("--\(option): '\(value)' "))
    #expect(flagged.contains(message))
    guard !value.isEmpty else { return }
    var world = world
    let variable = "SIGNALD_" + option.uppercased().replacing("-", with: "_")
    world.variables[variable] = value
    #expect(world.complaint() == flagged.replacing("--\(option):", with: "\(variable):"))
  }

  @Test(arguments: [
    ("turn-user", "al\u{69}ce", "has no colon"), ("turn-user", ":pass", "has an empty name"),
    ("turn-user", "alice:", "has an empty password"), ("turn-user", "a:b\u{7}", "control"),
    ("turn-user", String(repeating: "n", count: 509) + ":p", "at most 508 bytes"),
    ("turn-secret", "", "is empty"), ("turn-secret", "se\u{1b}cret", "control"),
    ("turn-secret", String(repeating: "s", count: 1_025), "is too long"),
  ])
  func `a bad secret is not shown`(option: String, value: String, message: String) {
    let line = world.complaint("--\(option)=\(value)")
    #expect(line.hasPrefix("--\(option): the value "))
    #expect(line.contains(message))
    #expect(value.isEmpty || !line.contains(value))
  }

  @Test(arguments: [
    (["--turn-user=a:b", "--turn-user=a:c"], "names a user that was given before"),
    (["--relay-address=192.0.2.1", "--relay-address=192.0.2.2"], "second address of its family"),
    (["--external-address=192.0.2.1", "--external-address=192.0.2.2"], "a second public one"),
    (
      ["--external-address=192.0.2.1/10.0.0.1", "--external-address=192.0.2.2/10.0.0.1"],
      "a second public one"
    ),
    (["--turn=:1", "--turn=off"], "stands beside an address"),
    (["--http=off", "--http=:1"], "stands beside an address"),
  ])
  func `values that exclude each other are refused`(words: [String], message: String) {
    let error = #expect(throws: UsageError.self) {
      try Invocation(words, in: world.surroundings)
    }
    #expect(error?.description.contains(message) == true)
  }

  @Test func `addresses of both families may be external without naming local ones`() throws {
    let options = try world.serve("--external-address=192.0.2.1", "--external-address=2001:db8::1")
    #expect(options.externalAddresses.count == 2)
  }

  @Test(arguments: [
    ("/none", [:], "cannot be read: no such file or directory"),
    ("/s", ["/s": "# only\n\n"], "holds no secret"),
    ("/s", ["/s": "good\nb\u{7}ad\n"], "'/s' has a line that holds a control character"),
  ])
  func `a bad file of secrets is named, but not its lines`(
    path: String, files: [String: String], message: String
  ) {
    let line = World(files: files).complaint("--turn-secret-file", path)
    #expect(line.hasPrefix("--turn-secret-file: '\(path)' "))
    #expect(line.contains(message) && !line.contains("ad\n"))
  }
}
