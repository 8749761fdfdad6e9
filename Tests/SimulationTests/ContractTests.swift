import SansIO
import TestSupport
import Testing

/// The contract by hand: what a machine is told and what becomes of what it wants.
struct ContractTests {
  let client = Path.test(client: "192.0.2.1:1000")
  let peer = Path.test(client: "192.0.2.9:9000", socket: .test(7))
  let link = LinkID.test(1)
  let other = LinkID.test(2)
  let ecn = Marking(trafficClass: 0xB9, dontFragment: true)

  @Test func `a datagram goes on in place, with and without a header`() {
    var rig = Rig(ContractMachine())
    rig.obey(.patchSocket(.test(), to: .path(peer, header: nil, ecn)))
    #expect(
      rig.receive(hex("010203"), along: client) == [.sent(hex("010203"), along: peer, marked: ecn)])
    rig.obey(.patchSocket(.test(), to: .path(peer, header: 0x4000_0003, Marking())))
    #expect(
      rig.receive(hex("010203"), along: client) == [.sent(hex("40000003 010203"), along: peer)])
    #expect(rig.receive([], along: client) == [.sent(hex("40000003"), along: peer)])
  }

  @Test func `a datagram goes on over a stream with header and padding`() {
    var rig = Rig(ContractMachine())
    rig.open(link)
    rig.obey(.patchSocket(.test(), to: .link(link, header: 0x4001_0005)))
    #expect(
      rig.receive(hex("0102030405"), along: client)
        == [.wrote(hex("40010005 01020304 05000000"), to: link)])
  }

  @Test func `a chunk goes on as datagrams and over a stream, and its tail comes again`() {
    var rig = Rig(ContractMachine())
    rig.open(link)
    rig.open(other)
    rig.obey(.patchLink(link, to: .path(peer, header: nil, ecn)))
    let two = frame(hex("aa")) + frame(hex("bbbb"))
    #expect(
      rig.receive(stream: two + hex("0003 cc"), on: link)
        == [
          .sent(hex("aa"), along: peer, marked: ecn), .sent(hex("bbbb"), along: peer, marked: ecn),
        ])
    #expect(rig.kept[link] == hex("0003 cc"))
    rig.obey(.patchLink(link, to: .link(other, header: 0x4002_0003)))
    #expect(rig.receive(stream: hex("dd"), on: link).isEmpty)
    #expect(rig.kept[link] == hex("0003 ccdd"))
    #expect(
      rig.receive(stream: hex("ee"), on: link)
        == [.wrote(hex("40020003 ccddee00"), to: other)])
    #expect(rig.kept[link] == nil)
  }

  @Test func `origin, marking and session of a datagram reach the machine`() {
    var rig = Rig(ContractMachine())
    let path = Path.test(client: "[2001:db8::9]:5", session: 3)
    rig.receive(hex("01"), along: path, marking: ecn, origin: endpoint("203.0.113.1:9"))
    #expect(
      rig.news() == [.datagram(hex("01"), along: path, from: endpoint("203.0.113.1:9"), ecn)])
  }

  @Test func `openings are answered with the ticket, in even pairs where asked for`() {
    var rig = Rig(ContractMachine())
    let any = address("198.51.100.1")
    rig.obey(.act(.open(.udp(any, port: nil), Ticket(1))))
    rig.obey(.act(.open(.udpPair(any, evenPort: 50_000), Ticket(2))))
    rig.obey(.act(.open(.listen(at: endpoint("198.51.100.1:80")), Ticket(3))))
    #expect(
      rig.news() == [
        .opened(Ticket(1), .socket(.test(101), endpoint("198.51.100.1:49152"))),
        .opened(Ticket(2), .pair(.test(102), .test(103), endpoint("198.51.100.1:50000"))),
        .opened(Ticket(3), .listener(1, endpoint("198.51.100.1:80"))),
      ])
    rig.answer = { _, _ in .failed(.addressInUse) }
    rig.obey(.act(.open(.udp(any, port: 9), Ticket(4))))
    #expect(rig.news() == [.opened(Ticket(4), .failed(.addressInUse))])
  }

  @Test func `a connection is answered by the test, as a link with its ticket`() {
    var rig = Rig(ContractMachine())
    let opening = Opening.connect(
      from: nil, to: endpoint("192.0.2.9:443"), secure: Secure(serverName: "example.org"))
    #expect(
      rig.obey(.act(.open(opening, Ticket(5)))) == [.action(.open(opening, Ticket(5)))])
    let info = LinkInfo.test(listener: nil, isSecure: true)
    rig.open(link, info, ticket: Ticket(5))
    #expect(rig.news() == [.link(link, Ticket(5), .opened(info))])
  }

  @Test(arguments: [
    Action.close(.test(3)), .finish(.test(1)), .pause(.test(1)), .resume(.test(1)),
    .secure(.test(1), nil), .secure(.test(1), Secure(serverName: "a", alpn: ["h2"])),
    .handLink(.test(1), LoopID(rawValue: 2), Owner(rawValue: 4)),
    .handSocket(.test(3), LoopID(rawValue: 2), Ticket(9)),
  ])
  func `an action comes out as it was given`(_ action: Action) {
    var rig = Rig(ContractMachine())
    rig.open(link)
    #expect(rig.obey(.act(action)) == [.action(action)])
  }

  @Test func `an aborted link is told closed once, and takes nothing more`() {
    var rig = Rig(ContractMachine())
    rig.open(link)
    _ = rig.news()
    #expect(rig.obey(.act(.abort(link))) == [.action(.abort(link))])
    #expect(rig.obey(.act(.abort(link))) == [.action(.abort(link))])
    #expect(rig.news() == [.link(link, nil, .closed(.local))])
    #expect(rig.obey(.write(hex("01"), to: link)).isEmpty)
    #expect(rig.news() == [.wrote(.full, to: link)])
  }

  @Test func `a full queue pauses the source until it is drained`() {
    var rig = Rig(ContractMachine(), marks: .init(low: 4, high: 8, limit: 64))
    rig.open(link)
    rig.open(other)
    rig.stalled = [other]
    rig.obey(.patchLink(link, to: .link(other, header: nil)))
    #expect(rig.receive(stream: frame(hex("01020304")), on: link).count == 1)
    let two = frame(hex("05060708")) + frame(hex("090a0b0c"))
    #expect(
      rig.receive(stream: two, on: link) == [
        .wrote(hex("05060708"), to: other), .wrote(hex("090a0b0c"), to: other),
        .action(.pause(link)),
      ])
    #expect(rig.queued(on: other) == 12)
    #expect(rig.drain(other) == [.action(.resume(link))])
    #expect(rig.drain(other).isEmpty)
  }

  @Test func `a write past the limit closes the link with overflow, and nothing of it leaves`() {
    var rig = Rig(ContractMachine(), marks: .init(low: 4, high: 8, limit: 10))
    rig.open(link)
    rig.stalled = [link]
    rig.obey(.write(hex("0102030405060708"), to: link))
    #expect(rig.obey(.write(hex("010203"), to: link)) == [.action(.overflow(link))])
    #expect(rig.news().last == .link(link, nil, .closed(.overflow)))
  }

  @Test func `a body that throws leaves nothing behind`() {
    var rig = Rig(ContractMachine())
    rig.open(link)
    #expect(rig.obey(.throwing(client, link)).isEmpty)
    #expect(
      rig.obey(.send(hex("01"), along: client, ecn))
        == [.sent(hex("01"), along: client, marked: ecn)])
  }

  @Test func `the rest of what can happen reaches the machine`() {
    var rig = Rig(ContractMachine())
    let report = Undeliverable(path: client, type: 3, code: 4, mtu: 1280)
    rig.tell(.undeliverable(report))
    rig.tell(.departed(client))
    rig.open(link)
    rig.end(link)
    rig.close(link, .reset)
    #expect(
      rig.news() == [
        .undeliverable(report), .departed(client), .link(link, nil, .opened(.test())),
        .link(link, nil, .ended), .link(link, nil, .closed(.reset)),
      ])
  }

  @Test func `alarms come at their deadlines while the clocks move`() {
    var rig = Rig(ContractMachine())
    let start = rig.now
    for second in [3, 1, 2] as [UInt64] {
      rig.obey(.wake(second, at: start.monotonic.adding(seconds: second)))
    }
    rig.obey(.forgetWake(2))
    rig.advance(milliseconds: 999)
    #expect(rig.news().isEmpty)
    rig.advance(seconds: 5)
    let woken = rig.news().compactMap { news -> UInt64? in
      guard case .woke(let key, let due, let at) = news, at.monotonic >= due,
        at.monotonic.nanoseconds(since: due) <= Timers<UInt64>.resolution
      else { return nil }
      return key
    }
    #expect(woken == [1, 3])
    #expect(rig.now.unixSeconds == start.unixSeconds + 5)
    #expect(rig.now.monotonic == start.monotonic.adding(milliseconds: 5999))
  }
}
