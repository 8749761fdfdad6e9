import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// What made other servers vulnerable, one test for each report that could concern us.
@Suite struct KnownHolesTests {
  /// What a client is told that asks for a permission and for a channel.
  private func codes(
    _ peer: String, _ change: (inout TURNServer.Configuration) -> Void = { _ in }
  ) throws -> [ErrorCode?] {
    var rig = try makeServer(change)
    let isV6 = endpoint(peer).address.family == .v6
    var client = TURNTestClient()
    _ = try rig.allocate(&client, [.family(isV6 ? 2 : 1)])
    let permission = try rig.ask(&client, .createPermission, [.peer(peer)])
    let channel = try rig.ask(&client, .channelBind, [.channel(0x4000), .peer(peer)])
    let sent = rig.sendIndication(&client, [.peer(peer), .data([1])])
    #expect(sent.isEmpty == (permission.code != nil))
    return [permission.code, channel.code]
  }

  @Test(arguments: ["127.0.0.1:5766", "127.8.9.10:80", "[::1]:5766"])
  func `CVE-2018-4056 CVE-2018-4058 CVE-2018-4059 loopback is no peer unless the operator says so`(
    peer: String
  ) throws {
    #expect(try codes(peer) == [.forbidden, .forbidden])
    #expect(
      try codes(peer) { $0.allowedPeers = [prefix("10.0.0.0/8")] } == [.forbidden, .forbidden])
    let opened = try codes(peer) { $0.allowedPeers = [prefix("127.0.0.0/8"), prefix("::1")] }
    #expect(opened == [nil, nil])
  }

  @Test func `CVE-2020-4067 no byte of padding tells what was in memory before`() throws {
    var rig = try makeServer { $0.software = "abcde" }
    // The slab is dirty before anything is answered.
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.permit(&client, "192.0.2.7:1")
    for count in 0..<9 {
      let filled = rig.receive(
        Array(repeating: 0xFF, count: 64 + count), along: relay.path("192.0.2.7:1"))
      let wrapped = try #require(filled.first.flatMap { Answer($0) })
      let answers = [
        try rig.ask(&client, .refresh), try rig.ask(&client, .refresh, [.lifetime(900)]), wrapped,
      ]
      var stranger = TURNTestClient("198.51.100.77:\(count + 1)")
      let challenge = rig.exchange(
        stranger.plain(MessageType(.allocate, .request), id: stranger.freshID()),
        along: stranger.path)
      for answer in answers + [try #require(challenge)] {
        #expect(answer.paddingBytes.allSatisfy { $0 == 0 })
      }
    }
  }

  @Test(arguments: ["0.0.0.0:80", "[::1]:80", "[::]:80"])
  func `CVE-2020-26262 no name of this host itself is a peer, and two of them never`(
    peer: String
  ) throws {
    #expect(try codes(peer) == [.forbidden, .forbidden])
    let allowed = try codes(peer) { $0.allowedPeers = [prefix("0.0.0.0/0"), prefix("::/0")] }
    #expect(allowed == [.forbidden, .forbidden] || peer.contains("::1"))
  }

  @Test func `CVE-2025-69217 ports, nonces and tokens follow from no clock and no counter`() throws
  {
    var ports: Set<[UInt16]> = []
    var tokens: Set<UInt64> = []
    var nonces: Set<[UInt8]> = []
    for seed in 0..<16 as Range<UInt64> {
      // All servers live through the same seconds with the same clients.
      var rig = try makeServer(seed: seed) {
        $0.nonceKey = NonceKey(current: Array(repeating: UInt8(seed), count: 32))
      }
      var drawn: [UInt16] = []
      for number in 1...8 {
        var client = TURNTestClient("198.51.100.20:\(number)")
        let answer = try rig.ask(&client, .allocate, [.transport(17), .evenPort(true)])
        drawn.append(try #require(answer.relayed).port)
        tokens.insert(try #require(answer.token))
        nonces.insert(client.nonce)
      }
      let steps = zip(drawn.dropFirst(), drawn).map { Int($0) - Int($1) }
      #expect(Set(steps).count > 4, "the ports of seed \(seed) follow one another: \(drawn)")
      ports.insert(drawn)
    }
    #expect(ports.count == 16 && tokens.count == 128 && nonces.count == 128)
  }

  @Test(arguments: ["192.0.32.7", "127.0.0.1", "10.0.0.1", "169.254.169.254"])
  func `CVE-2026-27624 the mapped form of a denied address is denied, in a rule and in a request`(
    address text: String
  ) throws {
    for (rule, peer) in [(text, "[::ffff:\(text)]:80"), ("::ffff:\(text)", "\(text):80")] {
      let codes = try codes(peer) {
        $0.allowedPeers = [prefix("::/0")]
        $0.deniedPeers = [prefix(rule)]
      }
      #expect(codes == [.forbidden, .forbidden])
    }
  }

  @Test func `CVE-2026-40613 a message reads the same at every alignment`() throws {
    let client = TURNTestClient()
    let id = TransactionID(high: 0x0102_0304_0506_0708, low: 9)
    let bytes = client.signed(
      .channelBind, [.channel(0x4001), .peer("[2001:db8:5::7]:7"), .token(.max)], id: id)
    for offset in 0..<16 {
      let moved = Array(repeating: 0xEE, count: offset) + bytes
      moved.withRawSpan { span in
        guard let message = try? Message(parsing: span.extracting(droppingFirst: offset)) else {
          Issue.record("no message at \(offset)")
          return
        }
        let peer = try? message.xorAddress(.xorPeerAddress)
        let token = try? message.uint64(.reservationToken)
        #expect(peer == endpoint("[2001:db8:5::7]:7") && token == .max)
      }
    }
  }

  @Test(arguments: ["[::ffff:127.0.0.1]:80", "[::ffff:127.1.2.3]:5349"])
  func `CVE-2026-53450 loopback in its mapped form is loopback, whatever IPv6 is allowed`(
    peer: String
  ) throws {
    let codes = try codes(peer) { $0.allowedPeers = [prefix("::/0"), prefix("::1")] }
    #expect(codes == [.forbidden, .forbidden])
  }

  @Test(arguments: [0xFFFC, 0xFFFD, 0xFFFE, 0xFFFF] as [UInt16])
  func `CVE-2026-68552 a length at the end of its range does not wrap round`(
    length: UInt16
  ) throws {
    let head = [0x40, 0x00, UInt8(length >> 8), UInt8(length & 0xFF)]
    head.withRawSpan { span in
      let isChannelData = ChannelData(parsing: span) != nil
      let frame = StreamFrame(of: span)
      #expect(!isChannelData && frame == .incomplete)
    }
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    rig.bind(&client, 0x4000, "192.0.2.7:1")
    let outputs = rig.receive(head + [1, 2, 3, 4], along: client.path)
    #expect(outputs.isEmpty)
    let malformed = [0, 1, UInt8(length >> 8), UInt8(length & 0xFF)] + head
    let silence = rig.receive(malformed, along: client.path)
    #expect(silence.isEmpty)
  }

  @Test func `CVE-2026-73214 a first flight of DTLS from a forged source leaves nothing behind`()
    throws
  {
    var rig = try makeServer()
    let hello: [UInt8] = [22, 0xFE, 0xFD] + Array(repeating: 1, count: 200)
    for port in 1...1000 {
      let outputs = rig.receive(hello, along: .test(client: "198.51.100.20:\(port)"))
      #expect(outputs.isEmpty)
    }
    #expect(rig.machine.allocationCount == 0 && rig.machine.deadline == nil)
    #expect(rig.machine.statistics.drops(.notForUs) == 1000)
  }

  @Test(arguments: [
    "%s%s%s%n", "'; drop table users; --", "${jndi:ldap://x}", "../../x",
  ])
  func `GHSA-4g7c-p5wg-j4hp GHSA-v8hj-2xx7-xmp5 a user name is text and nothing else`(
    name: String
  ) throws {
    var rig = try makeServer {
      guard
        let accounts = try? Accounts(
          realm: "example.org", users: [(name, "wonder")], secrets: [])
      else { return }
      $0.accounts = accounts
    }
    var client = TURNTestClient()
    client.user = name
    _ = try rig.allocate(&client)
    guard case .allocated(_, _, let user)? = rig.news().last else {
      Issue.record("no allocation")
      return
    }
    #expect(user == name)
  }

  @Test func `coturn 4.15 attributes behind MESSAGE-INTEGRITY are not heard`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    // LIFETIME 0 would delete the allocation; the length is made to fit, as someone on the way can.
    var bytes = client.signed(.refresh, [.lifetime(900)], id: client.freshID())
    bytes += [0x00, 0x0D, 0x00, 0x04, 0, 0, 0, 0]
    let count = bytes.count - 20
    (bytes[2], bytes[3]) = (UInt8(count >> 8), UInt8(count & 0xFF))
    let answer = rig.exchange(bytes, along: client.path)
    #expect(answer?.lifetime == 900 && rig.machine.allocationCount == 1)
  }

  @Test func `coturn 4.16 IPv6 blocks are compared as numbers, not group by group`() throws {
    for peer in ["[2606:0:0:1::]:80", "[2606:0:ffff::1]:80", "[2606:0:8000::]:80"] {
      let codes = try codes(peer) { $0.deniedPeers = [prefix("2606::/32")] }
      #expect(codes == [.forbidden, .forbidden])
    }
  }

  @Test func `coturn 4.17 EVEN-PORT without a reservation takes one port and gives it back`() throws
  {
    var rig = try makeServer()
    var asked: [Opening] = []
    let answer = rig.answer
    rig.answer = { opening, ticket in
      asked.append(opening)
      return answer(opening, ticket)
    }
    var client = TURNTestClient()
    _ = try rig.allocate(&client, [.evenPort(false)])
    guard asked.count == 1, case .udp = asked[0] else {
      Issue.record("asked for \(asked)")
      return
    }
    #expect(rig.machine.reservations.isEmpty && rig.machine.holdings == ["alice": 1])
    let refresh = try rig.ask(&client, .refresh, [.lifetime(0)])
    #expect(refresh.isSuccess && rig.machine.holdings.isEmpty)
  }
}

extension Answer {
  /// All bytes between the end of an attribute's value and the next attribute.
  fileprivate var paddingBytes: [UInt8] {
    var padding: [UInt8] = []
    var place = 20
    while place + 4 <= bytes.count {
      let count = Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
      let end = place + 4 + count
      let next = (end + 3) & ~3
      padding += bytes[min(end, bytes.count)..<min(next, bytes.count)]
      place = next
    }
    return padding
  }
}
