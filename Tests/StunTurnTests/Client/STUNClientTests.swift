import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

struct STUNClientTests {
  private let path = Path.test(client: "192.0.2.1:3478", local: "198.51.100.1")
  private let link = LinkID.test(3)
  private let mapped = endpoint("203.0.113.5:6000")
  private let server = ScriptedServer()

  private func rig(seed: UInt64 = 1) -> Rig<STUNClient> {
    Rig(STUNClient(over: .path(path), entropy: Entropy(seed: seed)))
  }

  private func start(_ rig: inout Rig<STUNClient>) throws -> SentMessage {
    try #require(rig.obey(.start).messages.first)
  }

  @Test func `a Binding request is a header, its number and FINGERPRINT`() throws {
    var rig = rig()
    let outputs = rig.obey(.start)
    let request = try #require(outputs.messages.first)
    #expect(outputs.count == 1 && outputs[0].path == path)
    #expect(request.type == MessageType(.binding, .request))
    #expect(request.hasFingerprint && request.bytes.count == 36)
    #expect(rig.obey(.start).isEmpty)
  }

  @Test func `RFC 8489 §12 the outcome is the mapped address and the round trip, told once`() throws
  {
    var rig = rig()
    let request = try start(&rig)
    rig.advance(milliseconds: 20)
    rig.receive(server.binding(request, mapped: mapped), along: path)
    #expect(rig.news() == [.reflexive(mapped, roundTrip: 20_000_000, loss: nil)])
    #expect(rig.machine.deadline == nil)
    rig.receive(server.binding(request, mapped: mapped), along: path)
    #expect(rig.news().isEmpty)
  }

  @Test func `RFC 8489 §6.2.1 a silent server is asked seven times, at exact milliseconds`() throws
  {
    var rig = rig()
    let request = try start(&rig)
    for (wait, count): (UInt64, Int) in [
      (499, 0), (1, 1), (999, 0), (1, 1), (2_000, 1), (4_000, 1), (8_000, 1), (15_999, 0), (1, 1),
    ] {
      let outputs = rig.advance(milliseconds: wait)
      #expect(outputs.messages.map(\.id) == Array(repeating: request.id, count: count))
    }
    #expect(rig.advance(milliseconds: 7_999).isEmpty)
    #expect(rig.news().isEmpty)
    #expect(rig.advance(milliseconds: 1).isEmpty)
    #expect(rig.news() == [.failed(.timedOut)])
  }

  @Test func `answers from elsewhere or to something else do not count`() throws {
    var rig = rig()
    let request = try start(&rig)
    let answer = server.binding(request, mapped: mapped)
    var elsewhere = path
    elsewhere.remote = endpoint("192.0.2.1:3479")
    rig.receive(answer, along: elsewhere)
    elsewhere = path
    elsewhere.socket = .test(9)
    rig.receive(answer, along: elsewhere)
    elsewhere = path
    elsewhere.session = 4
    rig.receive(answer, along: elsewhere)
    var other = answer
    other[19] ^= 1
    rig.receive(other, along: path)
    rig.receive(request.bytes, along: path)
    #expect(rig.news().isEmpty)
    rig.receive(answer, along: path)
    #expect(rig.news().count == 1)
  }

  @Test func `RFC 8489 §7 an answer with a wrong FINGERPRINT is dropped, with a right one taken`()
    throws
  {
    var rig = rig()
    let request = try start(&rig)
    let answer = write { output in
      output.beginMessage(MessageType(.binding, .success), id: request.id)
      output.append(.xorMappedAddress, xor: mapped, id: request.id)
      output.appendFingerprint()
    }
    var wrong = answer
    wrong[wrong.count - 1] ^= 1
    rig.receive(wrong, along: path)
    #expect(rig.news().isEmpty)
    rig.receive(answer, along: path)
    #expect(rig.news() == [.reflexive(mapped, roundTrip: 0, loss: nil)])
  }

  @Test func `MAPPED-ADDRESS serves when the server knows nothing newer`() throws {
    var rig = rig()
    let request = try start(&rig)
    rig.receive(
      server.answer(request, .success, .none) { $0.append(.mappedAddress, plain: mapped) },
      along: path)
    #expect(rig.news() == [.reflexive(mapped, roundTrip: 0, loss: nil)])
  }

  @Test func `RFC 8489 §6.3.3 an unknown attribute that must be understood fails the request`()
    throws
  {
    var rig = rig()
    let request = try start(&rig)
    rig.receive(
      server.answer(request, .success, .none) { output in
        output.append(.xorMappedAddress, xor: mapped, id: request.id)
        output.append(AttributeType(rawValue: 0x7001), uint32: 0)
      }, along: path)
    #expect(rig.news() == [.failed(.malformed)])
  }

  @Test func `an address nobody can have is no address`() throws {
    for bad in ["0.0.0.0:5", "203.0.113.5:0", "224.0.0.1:5"] {
      var rig = rig()
      let request = try start(&rig)
      rig.receive(server.binding(request, mapped: endpoint(bad)), along: path)
      #expect(rig.news() == [.failed(.malformed)])
    }
  }

  @Test func `RFC 8489 §10 a redirection is told, unless it leads nowhere new`() throws {
    let table: [(String, BindingFailure)] = [
      ("192.0.2.99:3478", .redirected(endpoint("192.0.2.99:3478"))),
      ("192.0.2.1:3478", .refused(.tryAlternate)),
      ("[2001:db8::1]:3478", .refused(.tryAlternate)),
    ]
    for (alternate, failure) in table {
      var rig = rig()
      let request = try start(&rig)
      rig.receive(
        server.answer(request, .failure, .none) { output in
          output.append(.tryAlternate)
          output.append(.alternateServer, plain: endpoint(alternate))
        }, along: path)
      #expect(rig.news() == [.failed(failure)])
    }
  }

  @Test func `errors are told by number`() throws {
    var rig = rig()
    let request = try start(&rig)
    rig.receive(server.refusal(request, .badRequest, .none), along: path)
    #expect(rig.news() == [.failed(.refused(.badRequest))])
  }

  @Test func `ICMP ends the request only if the destination cannot be reached`() throws {
    var rig = rig()
    _ = try start(&rig)
    rig.tell(.undeliverable(Undeliverable(path: path, type: 3, code: 4, mtu: 1_280)))
    #expect(rig.news().isEmpty)
    rig.tell(.undeliverable(Undeliverable(path: path, type: 3, code: 3, mtu: 0)))
    #expect(rig.news() == [.failed(.unreachable)])
  }

  @Test func `over a stream an answer may come in any pieces, after other messages`() throws {
    for cut in 1..<30 {
      var rig = Rig(STUNClient(over: .link(link), entropy: Entropy(seed: 1)))
      rig.open(link)
      let request = try start(&rig)
      let stream =
        [0x40, 0, 0, 1, 9, 0, 0, 0] + server.data([1], from: mapped)
        + server.binding(request, mapped: mapped)
      for start in stride(from: 0, to: stream.count, by: cut) {
        rig.receive(stream: Array(stream[start..<min(start + cut, stream.count)]), on: link)
      }
      #expect(rig.news() == [.reflexive(mapped, roundTrip: 0, loss: nil)])
    }
  }

  @Test func `a stream that ends or is no STUN fails the request`() throws {
    var rig = Rig(STUNClient(over: .link(link), entropy: Entropy(seed: 1)))
    rig.open(link)
    _ = try start(&rig)
    rig.receive(stream: [0xFF, 1, 2, 3], on: link)
    #expect(rig.news() == [.failed(.malformed)])
    rig = Rig(STUNClient(over: .link(link), entropy: Entropy(seed: 1)))
    rig.open(link)
    _ = try start(&rig)
    rig.close(link, .reset)
    #expect(rig.news() == [.failed(.disconnected(.reset))])
  }

  @Test func `servers asked before are not asked again within five minutes`() {
    var visited = VisitedServers()
    let now = Instant(nanoseconds: 0)
    func admit(_ server: Endpoint, _ seconds: UInt64) -> Bool {
      visited.admit(server, at: now.adding(seconds: seconds))
    }
    #expect(admit(mapped, 0))
    #expect(!admit(mapped, 299))
    #expect(admit(mapped, 300))
    for port: UInt16 in 1...4 {
      #expect(admit(Endpoint(address: mapped.address, port: port), 300))
    }
    #expect(!admit(Endpoint(address: mapped.address, port: 9), 300))
  }

  @Test func `random bytes never trap and never answer`() {
    for seed: UInt64 in 0..<256 {
      var random = Seeded(seed: seed)
      var rig = rig(seed: seed)
      guard let request = rig.obey(.start).messages.first else {
        Issue.record("no request")
        return
      }
      for _ in 0..<20 {
        var bytes = random.bytes(random.below(80))
        if bytes.count >= 20, random.chance(0.7) {
          bytes.replaceSubrange(0..<20, with: request.bytes[0..<20])
          bytes[0] = UInt8(random.below(2))
          bytes[1] = random.chance(0.5) ? 0x01 : 0x11
          bytes[3] = UInt8(bytes.count - 20)
        }
        rig.receive(bytes, along: path)
      }
      for case .reflexive(let endpoint, _, _) in rig.news() { #expect(endpoint.port != 0) }
    }
  }
}
