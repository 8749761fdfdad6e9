import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

struct GathererTests {
  private let mapped = endpoint("203.0.113.5:6000")

  // MARK: Host candidates

  @Test func `RFC 8445 §5.1.1.1 every address gives a host candidate at once`() throws {
    var gather = GatherRig(["10.0.0.1", "2001:db8::1"], [GatherRig.stun])
    gather.rig.obey(.start)
    let candidates = gather.rig.news().candidates
    #expect(
      candidates.map(\.sdp) == [
        "candidate:1 1 UDP 2130706175 10.0.0.1 49152 typ host",
        "candidate:2 1 UDP 2130706431 2001:db8::1 49153 typ host",
      ])
    #expect(candidates.allSatisfy { $0.base == $0.endpoint && $0.transport == .udp })
    #expect(gather.rig.machine.socket(at: endpoint("10.0.0.1:49152")) == .test(101))
  }

  @Test func `RFC 8445 §5.1.1.1 addresses nobody else can reach are left out`() {
    let left = [
      "127.0.0.1", "::1", "fe80::1", "fec0::1", "0.0.0.0", "::", "224.0.0.1", "ff02::1",
      "::192.0.2.1",
    ]
    var gather = GatherRig(left, [])
    #expect(gather.rig.obey(.start).isEmpty)
    #expect(gather.rig.news() == [.finished([])])
    gather = GatherRig(left, [], GatheringConfiguration(includesLoopback: true))
    gather.rig.obey(.start)
    #expect(gather.rig.news().candidates.map(\.endpoint.address) == [.loopbackV4, .loopbackV6])
    gather = GatherRig(["10.0.0.1", "10.0.0.1", "169.254.0.1", "fd00::1"], [])
    gather.rig.obey(.start)
    #expect(gather.rig.news().finished?.count == 3)
  }

  @Test func `without servers it is finished as soon as the sockets are open`() {
    var gather = GatherRig(["10.0.0.1"], [])
    gather.rig.answer = { _, _ in nil }
    gather.rig.obey(.start)
    #expect(gather.rig.news().isEmpty)
    gather.rig.tell(.opened(Ticket(0), .socket(.test(5), endpoint("10.0.0.1:7"))))
    #expect(gather.rig.news().finished?.map(\.endpoint) == [endpoint("10.0.0.1:7")])
    gather.rig.tell(.opened(Ticket(0), .socket(.test(6), endpoint("10.0.0.1:8"))))
    gather.rig.tell(.opened(Ticket(99), .failed(.refused)))
    #expect(gather.rig.news().isEmpty && gather.rig.obey(.start).isEmpty)
  }

  @Test func `an address without a socket is told and not waited for`() {
    var gather = GatherRig(["10.0.0.1", "10.0.0.2"], [GatherRig.stun])
    gather.rig.answer = { opening, _ in
      guard case .udp(let address, _) = opening, address == .v4(0x0A00_0001) else {
        return .failed(.addressInUse)
      }
      return .socket(.test(5), endpoint("10.0.0.1:7"))
    }
    let outputs = gather.rig.obey(.start)
    gather.answer(outputs, mapped: mapped)
    let news = gather.rig.news()
    #expect(news.contains(.interfaceFailed(address("10.0.0.2"), .addressInUse)))
    #expect(news.finished?.count == 2)
  }

  // MARK: Reflexive candidates

  @Test func `RFC 8445 §5.1.1.2 a STUN server gives a reflexive candidate with its base`() {
    var gather = GatherRig(["10.0.0.1"], [GatherRig.stun])
    let candidates = gather.gather(mapped: mapped)
    #expect(
      candidates.map(\.sdp) == [
        "candidate:1 1 UDP 2130706431 10.0.0.1 49152 typ host",
        "candidate:2 1 UDP 1694498815 203.0.113.5 6000 typ srflx raddr 10.0.0.1 rport 49152",
      ])
    #expect(candidates[1].base == endpoint("10.0.0.1:49152"))
  }

  @Test func `RFC 8445 §5.1.3 without a NAT the reflexive candidate is redundant`() {
    var gather = GatherRig(["10.0.0.1"], [GatherRig.stun])
    let candidates = gather.gather(mapped: endpoint("10.0.0.1:49152"))
    #expect(candidates.map(\.kind) == [.host])
  }

  @Test func `two servers that see the same address give one candidate`() {
    let second = ResolvedServer(.stun, at: endpoint("192.0.2.9:3478"))
    var gather = GatherRig(["10.0.0.1"], [GatherRig.stun, second])
    #expect(gather.gather(mapped: mapped).map(\.kind) == [.host, .serverReflexive])
  }

  @Test func `servers are asked from addresses of their family only`() {
    var gather = GatherRig(["10.0.0.1", "2001:db8::1"], [GatherRig.stun, GatherRig.stun6])
    var sent = gather.rig.obey(.start)
    sent += gather.rig.advance(milliseconds: 400)
    let asked = sent.compactMap(\.path)
    #expect(asked.map(\.remote) == [GatherRig.stun.endpoint, GatherRig.stun6.endpoint])
    #expect(asked.map(\.local) == [address("10.0.0.1"), address("2001:db8::1")])
  }

  @Test func `RFC 8445 §14.2 one transaction starts each Ta`() {
    var gather = GatherRig(["10.0.0.1", "10.0.0.2", "10.0.0.3"], [GatherRig.stun])
    #expect(gather.rig.obey(.start).messages.count == 1)
    for _ in 0..<2 {
      #expect(gather.rig.advance(milliseconds: 49).isEmpty)
      #expect(gather.rig.advance(milliseconds: 1).messages.count == 1)
    }
    #expect(gather.rig.advance(milliseconds: 399).isEmpty)
    #expect(gather.rig.advance(milliseconds: 1).messages.count == 1)
  }

  @Test func `RFC 8445 §14.3 the retransmission timeout grows with the number of pairs`() {
    let servers = (1...5).map {
      ResolvedServer(.stun, at: Endpoint(address: .v4(0xC000_0200 + UInt32($0)), port: 3_478))
    }
    let interfaces = (1...4).map { "10.0.0.\($0)" }
    var gather = GatherRig(interfaces, servers)
    let first = gather.rig.obey(.start).messages
    let others = gather.rig.advance(milliseconds: 999).messages
    #expect(others.count == 19 && !others.contains(first[0]))
    #expect(gather.rig.advance(milliseconds: 1).messages.map(\.id) == first.map(\.id))
  }

  @Test func `a dead server costs its time and no more`() {
    var gather = GatherRig(["10.0.0.1"], [GatherRig.stun])
    gather.rig.obey(.start)
    gather.rig.advance(milliseconds: 9_999)
    #expect(gather.rig.news().finished == nil)
    gather.rig.advance(milliseconds: 1)
    let news = gather.rig.news()
    #expect(
      news.first == .serverFailed(GatherRig.stun, from: address("10.0.0.1"), .timedOut))
    #expect(news.finished?.count == 1 && gather.rig.machine.deadline == nil)
  }

  @Test func `errors and ICMP of a server are told`() throws {
    var gather = GatherRig(["10.0.0.1"], [GatherRig.stun])
    let request = gather.rig.obey(.start)
    let path = try #require(request.last?.path)
    gather.rig.receive(
      gather.server.refusal(request.messages[0], .badRequest, .none), along: path)
    #expect(
      gather.rig.news().contains(
        .serverFailed(
          GatherRig.stun, from: address("10.0.0.1"), .binding(.refused(.badRequest)))))
    gather = GatherRig(["10.0.0.1"], [GatherRig.stun])
    gather.rig.obey(.start)
    gather.rig.tell(.undeliverable(Undeliverable(path: path, type: 3, code: 3, mtu: 0)))
    #expect(gather.rig.news().finished?.count == 1)
  }

  @Test func `RFC 8489 §10 redirections are followed, but not in circles`() throws {
    var gather = GatherRig(["10.0.0.1"], [GatherRig.stun])
    var outputs = gather.rig.obey(.start)
    var asked: [Endpoint] = []
    let other = endpoint("192.0.2.77:3478")
    while let path = outputs.last?.path, let request = outputs.messages.last {
      asked.append(path.remote)
      let next = path.remote == other ? GatherRig.stun.endpoint : other
      outputs = gather.rig.receive(
        gather.server.answer(request, .failure, .none) { output in
          output.append(.tryAlternate)
          output.append(.alternateServer, plain: next)
        }, along: path)
      outputs += gather.rig.advance(milliseconds: 50)
    }
    #expect(asked == [GatherRig.stun.endpoint, other])
    #expect(
      gather.rig.news().contains(
        .serverFailed(GatherRig.stun, from: address("10.0.0.1"), .redirectionLoop)))
  }

  @Test func `what peers send is left to others`() throws {
    var gather = GatherRig(["10.0.0.1"], [GatherRig.stun])
    let request = gather.rig.obey(.start)
    let path = try #require(request.last?.path)
    var peer = path
    peer.remote = endpoint("198.18.0.1:9")
    let answer = gather.server.binding(request.messages[0], mapped: mapped)
    for (path, expected) in [(peer, false), (path, true), (path, false)] {
      gather.rig.perform { gatherer, now, outbox in
        answer.withRawSpan { bytes in
          let datagram = Datagram(
            bytes: bytes, path: path, origin: path.remote, marking: Marking())
          let wasOurs = gatherer.handle(.datagram(datagram), at: now, into: &outbox) { _, _, _ in }
          #expect(wasOurs == expected)
        }
      }
    }
  }

  @Test func `early alarms change nothing`() throws {
    func history(alarmed: Bool) throws -> ([[UInt8]], [GatheringEvent]) {
      var random = Seeded(seed: 3)
      var gather = GatherRig(["10.0.0.1", "10.0.0.2"], [GatherRig.stun, try GatherRig.turn()])
      var sent = gather.rig.obey(.start)
      var all = sent
      for _ in 0..<200 {
        if random.chance(0.5) { sent = gather.answer(sent, mapped: mapped) } else { sent = [] }
        all += sent
        sent += gather.rig.advance(milliseconds: UInt64(random.below(100)))
        all += sent
        if alarmed { #expect(gather.rig.tell(.alarm).isEmpty) }
      }
      return (all.payloads, gather.rig.news())
    }
    let (calm, alarmed) = (try history(alarmed: false), try history(alarmed: true))
    #expect(calm.0 == alarmed.0 && calm.1 == alarmed.1 && calm.1.finished != nil)
  }

  @Test func `random bytes never trap, whatever is under way`() throws {
    for seed: UInt64 in 0..<256 {
      var random = Seeded(seed: seed)
      var gather = GatherRig(
        ["10.0.0.1"], [GatherRig.stun, try GatherRig.turn()], seed: seed)
      var outputs = gather.rig.obey(.start) + gather.rig.advance(milliseconds: 50)
      if random.chance(0.5) { outputs += gather.answer(outputs, mapped: mapped) }
      for _ in 0..<30 {
        guard let path = outputs.compactMap(\.path).randomElement(using: &random),
          let sent = outputs.messages.randomElement(using: &random)
        else { break }
        var bytes = sent.bytes
        bytes[0] = UInt8(random.below(2))
        bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
        if random.chance(0.3) { bytes = random.bytes(random.below(60)) }
        gather.rig.receive(bytes, along: path)
        gather.rig.advance(milliseconds: UInt64(random.below(300)))
      }
      gather.rig.obey(.stop)
      gather.rig.advance(seconds: 2)
      #expect(gather.rig.news().last == .stopped, "seed \(seed)")
    }
  }
}
