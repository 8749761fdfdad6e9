import SansIO
import TestSupport
import Testing

@testable import StunTurn

@Suite struct RelayPassTests {
  /// A client that holds a pass made from the secret "shh".
  func holder(
    of pass: RelayPass, at address: String = "198.51.100.20:4000"
  ) -> TURNTestClient {
    var client = TURNTestClient(address)
    var mint = CredentialMint(secret: "shh")
    client.user = pass.username
    client.password = mint.password(of: pass.username, .pass)
    return client
  }

  @Test func `a pass is written and read back`() {
    var pass = RelayPass(user: "alice", expires: 1_700_003_600)
    #expect(pass.username == "pass1;expires=1700003600;user=alice")
    #expect(RelayPass(username: pass.username) == pass)
    pass.bitsPerSecond = 500_000
    pass.peerPorts = 1024...65_535
    pass.user = "a;b=c;user=d"
    #expect(
      pass.username == "pass1;expires=1700003600;bps=500000;ports=1024-65535;user=a;b=c;user=d")
    #expect(RelayPass(username: pass.username) == pass)
  }

  @Test(arguments: [
    "", "pass1", "pass1;", "pass1;user=a", "pass1;expires=1;", "pass1;expires=1;user=",
    "pass2;expires=1;user=a", "pass1;expires=;user=a", "pass1;expires=-1;user=a",
    "pass1;expires=1e3;user=a", "pass1;expires=9999999999999999999;user=a",
    "pass1;expires=1;bps=0;user=a", "pass1;expires=1;bps=1000000000001;user=a",
    "pass1;expires=1;bps=;user=a", "pass1;expires=1;bps=+5;user=a",
    "pass1;expires=1;ports=1;user=a", "pass1;expires=1;ports=2-1;user=a",
    "pass1;expires=1;ports=1-65536;user=a", "pass1;expires=1;ports=1-2-3;user=a",
    "pass1;expires=1;ports=1-2;bps=5;user=a", "pass1;expires=1;bps=5;bps=6;user=a",
    "pass1;expires=1;peers=10.0.0.0/8;user=a", "pass1;bps=5;expires=1;user=a", "1700003600:alice",
  ])
  func `a name with a claim that is unknown, out of place or malformed is no pass`(name: String) {
    #expect(RelayPass(username: name) == nil)
  }

  @Test func `a pass is good until it expires, and no claim can be changed`() throws {
    var rig = try makeServer()
    var pass = RelayPass(user: "dave", expires: rig.now.unixSeconds + 100)
    pass.bitsPerSecond = 64_000
    var client = holder(of: pass)
    let isGranted = try rig.ask(&client, .allocate, [.transport(17)]).isSuccess
    #expect(isGranted)
    for change in [
      { (pass: inout RelayPass) in pass.expires += 1 }, { $0.user = "eve" },
      { $0.bitsPerSecond = 64_001 }, { $0.bitsPerSecond = nil }, { $0.peerPorts = 1...2 },
    ] {
      var changed = pass
      change(&changed)
      var forger = holder(of: pass, at: "198.51.100.21:4000")
      forger.user = changed.username
      let forged = try rig.ask(&forger, .allocate, [.transport(17)]).code
      #expect(forged == .unauthenticated)
    }
    rig.advance(seconds: 100)
    let late = try rig.ask(&client, .refresh).code
    #expect(late == .unauthenticated)
  }

  // An issuer that signs whatever name its users choose must not sign passes by it.
  @Test func `a password of the REST kind is none for a pass, nor the other way round`() throws {
    var rig = try makeServer()
    var mint = CredentialMint(secret: "shh")
    var client = TURNTestClient()
    let pass = RelayPass(user: "dave", expires: rig.now.unixSeconds + 100)
    client.user = pass.username
    for form in [CredentialForm.sha1, .sha256] {
      client.password = mint.password(of: client.user, form)
      let signedForREST = try rig.ask(&client, .allocate, [.transport(17)]).code
      #expect(signedForREST == .unauthenticated)
    }
    client.user = "\(rig.now.unixSeconds + 100):dave"
    client.password = mint.password(of: client.user, .pass)
    let signedAsPass = try rig.ask(&client, .allocate, [.transport(17)]).code
    #expect(signedAsPass == .unauthenticated)
    client.password = mint.password(of: client.user, .sha256)
    let isGranted = try rig.ask(&client, .allocate, [.transport(17)]).isSuccess
    #expect(isGranted)
  }

  @Test func `a pass holds its allocations to its ports`() throws {
    var rig = try makeServer()
    var pass = RelayPass(user: "dave", expires: rig.now.unixSeconds + 100)
    pass.peerPorts = 7000...7001
    var client = holder(of: pass)
    let relay = try rig.allocate(&client)
    rig.permit(&client, "192.0.2.7:1")
    let bound = [6999, 7000, 7001, 7002].map { port in
      rig.bind(&client, UInt16(0x4000 + port - 6999), "192.0.2.7:\(port)")
    }
    #expect(bound == [false, true, true, false])
    let sent = [6999, 7000, 7001, 7002].map { port in
      rig.sendIndication(&client, [.peer("192.0.2.7:\(port)"), .data([1])]).count
    }
    #expect(sent == [0, 1, 1, 0])
    let received = [6999, 7000, 7001, 7002].map { port in
      rig.receive([1], along: relay.path("192.0.2.7:\(port)")).count
    }
    #expect(received == [0, 1, 1, 0])
  }

  @Test func `a pass holds each of its allocations to its rate, both ways`() throws {
    var rig = try makeServer()
    var pass = RelayPass(user: "dave", expires: rig.now.unixSeconds + 100)
    pass.bitsPerSecond = 800_000
    var client = holder(of: pass)
    let relay = try rig.allocate(&client)
    rig.bind(&client, 0x4000, "192.0.2.7:7000")
    let payload = [UInt8](repeating: 1, count: 972)
    var counts = [0, 0]
    for _ in 0..<200 {
      counts[0] += rig.receive(channelData(0x4000, payload), along: client.path).count
      counts[1] += rig.receive(payload, along: relay.path("192.0.2.7:7000")).count
    }
    // A second's worth is 100,000 bytes: a hundred packets of 1,000.
    #expect(counts == [100, 100])
    #expect(rig.machine.statistics.drops(.overRate) == 200)
    var other = holder(
      of: RelayPass(user: "dave", expires: pass.expires), at: "198.51.100.22:4000")
    _ = try rig.allocate(&other)
    rig.bind(&other, 0x4000, "192.0.2.7:7000")
    let free = (0..<200).map { _ in
      rig.receive(channelData(0x4000, payload), along: other.path).count
    }
    #expect(free.reduce(0, +) == 200)
  }
}
