import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

struct GathererRelayTests {
  private let mapped = endpoint("203.0.113.5:6000")
  private let relayed = endpoint("203.0.113.9:50000")
  private let link = LinkID.test(3)

  @Test
  func `RFC 8445 §5.1.1.2 a TURN server gives a relayed and, for free, a reflexive candidate`()
    throws
  {
    var gather = GatherRig(["10.0.0.1"], [try GatherRig.turn()])
    let candidates = gather.gather(mapped: mapped)
    #expect(
      candidates.map(\.sdp) == [
        "candidate:1 1 UDP 2130706431 10.0.0.1 49152 typ host",
        "candidate:2 1 UDP 1694498815 203.0.113.5 6000 typ srflx raddr 10.0.0.1 rport 49152",
        "candidate:3 1 UDP 16777215 203.0.113.9 50000 typ relay raddr 203.0.113.5 rport 6000",
      ])
    #expect(candidates[2].base == relayed)
  }

  @Test func `RFC 8445 §5.1.1.3 foundations tell kind, base, server and transport apart`() throws {
    let stun = ResolvedServer(.stun, at: endpoint("192.0.2.2:3478"))
    var gather = GatherRig(["10.0.0.1", "10.0.0.2"], [stun, try GatherRig.turn()])
    var outputs = gather.rig.obey(.start)
    for round in 0..<40 {
      var next: [Output] = []
      for output in outputs {
        gather.server.relayed.port &+= 1
        next += gather.answer(
          [output], mapped: Endpoint(address: mapped.address, port: 6_000 + UInt16(round)))
      }
      outputs = next + gather.rig.advance(milliseconds: 50)
    }
    let candidates = gather.rig.news().candidates
    var groups: [CandidateFoundation: Set<String>] = [:]
    for candidate in candidates {
      groups[candidate.foundation, default: []].insert(
        "\(candidate.kind) \(candidate.base.address)")
    }
    #expect(candidates.filter { $0.kind == .serverReflexive }.count == 4)
    // The STUN and the TURN server have one address, so their reflexive candidates go together.
    #expect(groups.count == 5 && groups.values.allSatisfy { $0.count == 1 })
    let priorities = candidates.map(\.priority)
    #expect(Set(priorities).count == priorities.count)
  }

  @Test func `allocations are kept for hours after gathering has finished`() throws {
    var gather = GatherRig(["10.0.0.1"], [try GatherRig.turn()])
    _ = gather.gather(mapped: mapped)
    var refreshes: Set<TransactionID> = []
    for _ in 0..<(6 * 60) {
      let outputs = gather.rig.advance(seconds: 60)
      refreshes.formUnion(outputs.messages.map(\.id))
      #expect(outputs.methods.allSatisfy { $0 == .refresh })
      gather.answer(outputs, mapped: mapped)
    }
    #expect(refreshes.count == 40)
    #expect(gather.rig.news().allSatisfy { $0 == .relay(relayed, .refreshed(lifetime: 600)) })
  }

  @Test func `a lost allocation is told`() throws {
    var gather = GatherRig(["10.0.0.1"], [try GatherRig.turn()])
    _ = gather.gather(mapped: mapped)
    let refresh = gather.rig.advance(seconds: 540)
    let path = try #require(refresh.last?.path)
    gather.rig.receive(
      gather.server.refusal(refresh.messages[0], .allocationMismatch), along: path)
    #expect(gather.rig.news() == [.relay(relayed, .closed(.lost))])
  }

  @Test func `permissions, channels and data pass through an allocation`() throws {
    var gather = GatherRig(["10.0.0.1"], [try GatherRig.turn()])
    _ = gather.gather(mapped: mapped)
    let (relayed, peer) = (relayed, endpoint("198.18.0.1:7000"))
    var outputs = gather.rig.perform { gatherer, now, outbox in
      #expect(gatherer.permit([peer.address], on: relayed, at: now, into: &outbox))
      #expect(gatherer.bind(peer, on: relayed, at: now, into: &outbox))
      #expect(!gatherer.bind(peer, on: peer, at: now, into: &outbox))
    }
    #expect(outputs.methods == [.createPermission, .channelBind])
    let path = try #require(outputs.last?.path)
    gather.answer(outputs, mapped: mapped)
    let number = try #require(ChannelNumber(rawValue: 0x4000))
    #expect(
      gather.rig.news() == [
        .relay(relayed, .permitted(peer.address)), .relay(relayed, .bound(peer, number)),
      ])
    outputs = gather.rig.perform { gatherer, _, outbox in
      [9, 9].withRawSpan { payload in
        #expect(gatherer.send(payload, to: peer, from: relayed, into: &outbox) == .sent(.open))
        #expect(gatherer.send(payload, to: peer, from: peer, into: &outbox) == .notAllocated)
      }
    }
    #expect(outputs.payloads == [[0x40, 0, 0, 2, 9, 9]])
    var lent: [[UInt8]] = []
    gather.rig.perform { gatherer, now, outbox in
      [0x40, 0, 0, 1, 6].withRawSpan { bytes in
        let datagram = Datagram(
          bytes: bytes, path: path, origin: path.remote, marking: Marking())
        gatherer.handle(.datagram(datagram), at: now, into: &outbox) { payload, from, by in
          #expect(from == peer && by == relayed)
          lent.append(payload.copied())
        }
      }
    }
    #expect(lent == [[6]])
  }

  // MARK: Refusals

  @Test func `RFC 8656 §7.4 after a 437 another port is tried, three times at most`() throws {
    var gather = GatherRig(["10.0.0.1"], [try GatherRig.turn()])
    var outputs = gather.rig.obey(.start)
    var sockets: [SocketID] = []
    var closed = 0
    for _ in 0..<50 {
      if let path = outputs.last(where: { $0.path != nil })?.path,
        let request = outputs.messages.last
      {
        if sockets.last != path.socket { sockets.append(path.socket) }
        let answer =
          request.hasIntegrity
          ? gather.server.refusal(request, .allocationMismatch) : gather.server.challenge(request)
        outputs = gather.rig.receive(answer, along: path)
      } else {
        outputs = gather.rig.advance(milliseconds: 50)
      }
      closed += outputs.filter { if case .action(.close) = $0 { true } else { false } }.count
    }
    #expect(Set(sockets).count == 4 && sockets.count == 4 && closed == 3)
    #expect(
      gather.rig.news().contains(
        .serverFailed(
          try GatherRig.turn(), from: address("10.0.0.1"),
          .relay(.refused(.allocationMismatch)))))
  }

  @Test func `after a 437 the candidates of another port are the relayed one alone`() throws {
    var gather = GatherRig(["10.0.0.1"], [try GatherRig.turn()])
    let first = gather.rig.obey(.start)
    let path = try #require(first.last?.path)
    gather.rig.receive(
      gather.server.refusal(first.messages[0], .allocationMismatch, .none), along: path)
    var outputs = gather.rig.advance(milliseconds: 50)
    while !outputs.isEmpty { outputs = gather.answer(outputs, mapped: mapped) }
    #expect(gather.rig.news().candidates.map(\.kind) == [.host, .relayed])
  }

  @Test func `RFC 8656 §7.4 a full server is told and not asked again`() throws {
    var gather = GatherRig(
      ["10.0.0.1"], [try GatherRig.turn()], GatheringConfiguration(options: TURNOptions()))
    let first = gather.rig.obey(.start)
    let path = try #require(first.last?.path)
    let second = gather.answer(first, mapped: mapped)
    gather.rig.receive(
      gather.server.refusal(second.messages[0], .insufficientCapacity), along: path)
    #expect(gather.rig.news().finished?.count == 1)
    #expect(gather.rig.advance(seconds: 3_600).isEmpty)
  }

  @Test func `an allocation that comes after the server's time is deleted`() throws {
    var gather = GatherRig(["10.0.0.1"], [try GatherRig.turn()])
    let first = gather.rig.obey(.start)
    let second = gather.answer(first, mapped: mapped)
    gather.rig.advance(seconds: 10)
    #expect(gather.rig.news().finished?.count == 1)
    let delete = gather.answer(second, mapped: mapped).messages
    #expect(delete.map { $0.number(.lifetime) } == [0])
    #expect(gather.rig.news().isEmpty)
  }

  // MARK: Streams

  @Test func `TURN over TCP and TLS is connected from the interface's address`() throws {
    let servers = [
      try GatherRig.turn("192.0.2.4:5349", over: .tls(serverName: "turn.example.org")),
      try GatherRig.turn("192.0.2.3:3478", over: .tcp),
    ]
    var gather = GatherRig(["10.0.0.1"], servers)
    let outputs = gather.rig.obey(.start) + gather.rig.advance(milliseconds: 50)
    let opened = outputs.compactMap { output -> Opening? in
      if case .action(.open(.connect(let from, let to, let secure), _)) = output {
        .connect(from: from, to: to, secure: secure)
      } else {
        nil
      }
    }
    let from = endpoint("10.0.0.1:0")
    #expect(
      opened == [
        .connect(from: from, to: servers[1].endpoint, secure: nil),
        .connect(
          from: from, to: servers[0].endpoint,
          secure: Secure(serverName: "turn.example.org", alpn: ["stun.turn"])),
      ])
  }

  @Test func `a relay over TCP gives a relayed candidate and no reflexive one`() throws {
    var gather = GatherRig(["10.0.0.1"], [try GatherRig.turn(over: .tcp)])
    let ticket = try #require(connectTicket(gather.rig.obey(.start)))
    var outputs = gather.rig.open(link, .test(listener: nil), ticket: ticket)
    let first = try #require(outputs.messages.first)
    outputs = gather.rig.receive(stream: gather.server.challenge(first), on: link)
    let second = try #require(outputs.messages.first)
    gather.rig.receive(stream: gather.server.allocation(second), on: link)
    let candidates = gather.rig.news().candidates
    #expect(candidates.map(\.kind) == [.host, .relayed])
    #expect(candidates[1].sdp.contains(" UDP "))
    gather.rig.close(link, .reset)
    #expect(gather.rig.news() == [.relay(relayed, .closed(.disconnected(.reset)))])
  }

  @Test func `connections that fail or come too late are dealt with`() throws {
    var gather = GatherRig(["10.0.0.1"], [try GatherRig.turn(over: .tcp)])
    var ticket = try #require(connectTicket(gather.rig.obey(.start)))
    gather.rig.tell(.opened(ticket, .failed(.refused)))
    #expect(
      gather.rig.news().contains(
        .serverFailed(
          try GatherRig.turn(over: .tcp), from: address("10.0.0.1"), .connection(.refused))))
    gather = GatherRig(["10.0.0.1"], [try GatherRig.turn(over: .tcp)])
    ticket = try #require(connectTicket(gather.rig.obey(.start)))
    gather.rig.advance(seconds: 10)
    #expect(gather.rig.news().finished?.count == 1)
    let outputs = gather.rig.open(link, .test(listener: nil), ticket: ticket)
    #expect(outputs == [.action(.abort(link))])
  }

  private func connectTicket(_ outputs: [Output]) -> Ticket? {
    for case .action(.open(.connect, let ticket)) in outputs { return ticket }
    return nil
  }

  // MARK: Stopping

  @Test func `stopping deletes every allocation, then closes the sockets`() throws {
    var gather = GatherRig(["10.0.0.1", "10.0.0.2"], [try GatherRig.turn()])
    _ = gather.gather(mapped: mapped)
    let outputs = gather.rig.obey(.stop)
    #expect(outputs.messages.map { $0.number(.lifetime) } == [0, 0])
    #expect(outputs.count == 2 && gather.rig.news().isEmpty)
    let closes = gather.answer(outputs, mapped: mapped)
    #expect(closes == [.action(.close(.test(101))), .action(.close(.test(102)))])
    #expect(gather.rig.news() == [.stopped])
    #expect(gather.rig.machine.deadline == nil && gather.rig.obey(.stop).isEmpty)
  }

  @Test func `stopping waits two seconds for a silent server`() throws {
    var gather = GatherRig(["10.0.0.1"], [try GatherRig.turn()])
    _ = gather.gather(mapped: mapped)
    gather.rig.obey(.stop)
    gather.rig.advance(milliseconds: 1_999)
    #expect(gather.rig.news().isEmpty)
    let outputs = gather.rig.advance(milliseconds: 1)
    #expect(outputs == [.action(.close(.test(101)))])
    #expect(gather.rig.news() == [.stopped])
  }

  @Test func `sockets that open after stopping are closed`() {
    var gather = GatherRig(["10.0.0.1"], [])
    gather.rig.answer = { _, _ in nil }
    gather.rig.obey(.start)
    gather.rig.obey(.stop)
    #expect(gather.rig.news() == [.stopped])
    let outputs = gather.rig.tell(
      .opened(Ticket(0), .socket(.test(5), endpoint("10.0.0.1:7"))))
    #expect(outputs == [.action(.close(.test(5)))])
  }
}
