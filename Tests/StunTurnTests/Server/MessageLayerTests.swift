import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// What the server makes of bytes, whatever they ask for.
@Suite struct MessageLayerTests {
  private let id = TransactionID(high: 0x0102_0304_0506_0708, low: 9)
  private let binding = MessageType(.binding, .request)

  // Point 13.
  @Test(arguments: Side.allCases)
  func `RFC 8489 §12 Binding tells the address the request came from`(side: Side) throws {
    var rig = try makeServer()
    let client = TURNTestClient(side.client)
    let answer = rig.exchange(client.plain(binding, id: id), along: client.path)
    #expect(answer?.type == MessageType(.binding, .success) && answer?.id == id)
    #expect(answer?.mapped == endpoint(side.client))
    #expect(answer?.types == [.xorMappedAddress])
  }

  // Point 13.
  @Test func `RFC 8489 §14.2 an IPv4-mapped IPv6 source is reported as IPv4`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    client.path.remote = endpoint("[::ffff:198.51.100.20]:4000")
    let answer = rig.exchange(client.plain(binding, id: id), along: client.path)
    #expect(answer?.mapped == endpoint("198.51.100.20:4000"))
    #expect(answer?.bytes.count == 32)
  }

  // Point 13: behind a proxy the origin counts.
  @Test func `RFC 8489 §12 the mapped address is the sender's even behind a proxy`() throws {
    var rig = try makeServer()
    let client = TURNTestClient()
    let outputs = rig.receive(
      client.plain(binding, id: id), along: client.path, origin: endpoint("192.0.2.200:5"))
    let answer = outputs.first.flatMap { Answer($0) }
    #expect(answer?.mapped == endpoint("192.0.2.200:5") && answer?.path == client.path)
  }

  // Point 1.
  @Test func `RFC 8489 §6.3 what is not STUN is dropped in silence`() throws {
    var rig = try makeServer()
    let client = TURNTestClient()
    let good = client.plain(binding, id: id)
    var noCookie = good
    noCookie[4] ^= 1
    var longer = good
    longer[3] = 4
    var odd = good
    odd[3] = 2
    for bytes in [[], [0], Array(good.dropLast()), noCookie, longer, odd, good + [0, 0, 0, 0]] {
      let outputs = rig.receive(bytes, along: client.path)
      #expect(outputs.isEmpty)
    }
    #expect(rig.machine.statistics.bindings == 0)
  }

  // Point 2.
  @Test func `RFC 8489 §14 attribute lengths up to 0xFFFF do not wrap`() throws {
    var rig = try makeServer()
    let client = TURNTestClient()
    for count in [0xFFFC, 0xFFFD, 0xFFFE, 0xFFFF, 5] {
      var bytes = client.plain(binding, id: id)
      bytes += [0x80, 0x22, UInt8(count >> 8), UInt8(count & 255), 0, 0, 0, 0]
      bytes[3] = 8
      let outputs = rig.receive(bytes, along: client.path)
      #expect(outputs.isEmpty)
    }
  }

  // Point 3.
  @Test func `RFC 8489 §14 padding may be anything on receive and is covered by integrity`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    // USERNAME "alice" is padded by three bytes; sign with other ones.
    var bytes = client.plain(MessageType(.allocate, .request), [.transport(17)], id: id)
    func append(_ type: UInt16, _ value: [UInt8]) {
      bytes += [UInt8(type >> 8), UInt8(type & 255), 0, UInt8(value.count)] + value
      bytes += Array(repeating: 0x20, count: -value.count & 3)
    }
    append(0x0006, Array("alice".utf8))
    append(0x0014, Array("example.org".utf8))
    append(0x0015, client.nonce)
    bytes[3] = UInt8(bytes.count - 20 + 24)
    var authenticator = Authenticator()
    let code = authenticator.code(.sha1, key: client.key.array, over: bytes)
    append(0x0008, code.array)
    let answer = rig.exchange(bytes, along: client.path)
    #expect(answer?.isSuccess == true)
  }

  // Point 3.
  @Test func `RFC 8489 §14 padding is zero on send`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let relay = try rig.allocate(&client)
    rig.permit(&client, "192.0.2.7:1")
    let outputs = rig.receive([0xFF], along: relay.path("192.0.2.7:1"))
    #expect(outputs.first?.bytes?.suffix(4) == [0xFF, 0, 0, 0])
    let refused = try rig.ask(&client, .createPermission, [.peer("127.0.0.1:1")])
    // "Forbidden" has nine characters.
    #expect(Array(refused.bytes[24..<40]) == [0, 0, 4, 3] + Array("Forbidden".utf8) + [0, 0, 0])
  }

  // Points 4, 39.
  @Test func `RFC 8489 §6.3 a class and method without meaning are dropped in silence`() throws {
    var rig = try makeServer()
    let client = TURNTestClient()
    let meaningless: [MessageType] = [
      MessageType(.send, .request), MessageType(.data, .request),
      MessageType(.data, .indication), MessageType(.allocate, .indication),
      MessageType(.refresh, .indication), MessageType(.createPermission, .indication),
      MessageType(.channelBind, .indication), MessageType(.binding, .success),
      MessageType(.binding, .failure), MessageType(.allocate, .success),
      MessageType(Method(rawValue: 0x0FF), .request), MessageType(.connectionAttempt, .request),
    ]
    for type in meaningless {
      let outputs = rig.receive(client.plain(type, id: id), along: client.path)
      #expect(outputs.isEmpty)
    }
    #expect(rig.machine.statistics.drops(.meaninglessMessage) == 12)
    let keepalive = rig.receive(
      client.plain(MessageType(.binding, .indication), id: id), along: client.path)
    #expect(keepalive.isEmpty)
  }

  // Point 5.
  @Test func `RFC 8489 §6.3.1 an unknown attribute in Binding is refused with 420 that names it`()
    throws
  {
    var rig = try makeServer()
    let client = TURNTestClient()
    let pieces: [TURNTestClient.Piece] = [.raw(0x7F01, [1]), .raw(0x7F02, []), .raw(0x7F01, [])]
    let answer = rig.exchange(client.plain(binding, pieces, id: id), along: client.path)
    #expect(answer?.code == .unknownAttribute)
    #expect(answer?.types == [.errorCode, .unknownAttributes])
    #expect(answer?.bytes.suffix(8) == [0, 0x0A, 0, 4, 0x7F, 1, 0x7F, 2])
  }

  // Point 5.
  @Test func `RFC 8489 §6.3.1 an unknown attribute is refused with 420 only after authentication`()
    throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    let type = MessageType(.allocate, .request)
    let plain = client.plain(type, [.transport(17), .raw(0x7F01, [])], id: id)
    let challenge = rig.exchange(plain, along: client.path)
    #expect(challenge?.code == .unauthenticated)
    let answer = try rig.ask(&client, .allocate, [.transport(17), .raw(0x7F01, [])])
    #expect(answer.code == .unknownAttribute && answer.types.contains(.unknownAttributes))
    #expect(answer.isIntact(.sha1, key: client.key))
  }

  // Point 5.
  @Test func `RFC 8489 §6.3.2 an indication with an unknown attribute is dropped`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    rig.permit(&client, "192.0.2.7:1")
    let dropped = rig.sendIndication(
      &client, [.peer("192.0.2.7:1"), .data([1]), .raw(0x7F01, [])])
    let ignored = rig.sendIndication(
      &client, [.peer("192.0.2.7:1"), .data([1]), .raw(0xFF01, [])])
    #expect(dropped.isEmpty && ignored.count == 1)
  }

  // Point 5.
  @Test func `RFC 8489 §14 unknown attributes that need no comprehension are ignored`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let answer = try rig.ask(&client, .allocate, [.raw(0xC001, [1, 2]), .transport(17)])
    #expect(answer.isSuccess)
  }

  // Point 6.
  @Test func `RFC 8489 §14 only the first of two equal attributes counts`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let answer = try rig.ask(
      &client, .allocate, [.transport(17), .transport(6), .lifetime(700), .lifetime(900)])
    #expect(answer.lifetime == 700)
  }

  // Point 7.
  @Test func `RFC 8489 §14.5 attributes after MESSAGE-INTEGRITY are ignored`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    var bytes = client.signed(.allocate, [.transport(17)], id: id)
    bytes += [0x00, 0x0D, 0, 4, 0, 0, 0x0E, 0x10]
    bytes[3] += 8
    let answer = rig.exchange(bytes, along: client.path)
    #expect(answer?.isSuccess == true && answer?.lifetime == 600)
  }

  // Point 8.
  @Test func `RFC 8489 §14.6 an integrity of a length not allowed is a wrong one`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    rig.fetchNonce(&client)
    var bytes = client.signed(.allocate, [.transport(17)], id: id)
    // Cut MESSAGE-INTEGRITY from twenty to sixteen bytes.
    bytes.removeLast(4)
    bytes[bytes.count - 17] = 16
    bytes[3] -= 4
    let answer = rig.exchange(bytes, along: client.path)
    #expect(answer?.code == .unauthenticated)
    #expect(rig.machine.allocationCount == 0)
  }

  // Point 9.
  @Test func `RFC 8489 §14.7 a wrong FINGERPRINT makes it not STUN`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    client.hasFingerprint = true
    var bytes = client.plain(binding, id: id)
    bytes[bytes.count - 1] ^= 1
    let outputs = rig.receive(bytes, along: client.path)
    #expect(outputs.isEmpty)
    #expect(rig.machine.statistics.drops(.malformedMessage) == 1)
  }

  // Point 9.
  @Test func `RFC 8489 §7 FINGERPRINT is in an answer if it was in the request`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let without = rig.exchange(client.plain(binding, id: id), along: client.path)
    #expect(without?.hasFingerprint == false)
    client.hasFingerprint = true
    let with = rig.exchange(client.plain(binding, id: id), along: client.path)
    #expect(with?.hasFingerprint == true)
    let challenge = rig.exchange(
      client.plain(MessageType(.allocate, .request), id: id), along: client.path)
    let granted = try rig.ask(&client, .allocate, [.transport(17)])
    #expect(challenge?.hasFingerprint == true && granted.hasFingerprint)
  }
}
