import SansIO
import Synchronization
import Testing

@testable import Reactor

@Suite struct HandOverTests {
  private let second = LoopID(rawValue: 1)

  @Test func `a datagram socket moves to a loop on another thread and serves there`() throws {
    let mailboxes = try [Mailbox<Probe.Command>(), Mailbox<Probe.Command>()]
    let facts = Mutex<[Probe.Fact]>([])
    var client = try Bench()
    try withThread {
      Self.serve(mailboxes, keeping: facts) { event, probe, outbox in
        DatagramTests.echo(event, &probe, &outbox)
      }
    } while: {
      var first = try Reactor(loop: LoopID(rawValue: 0), running: Probe(), mailboxes: mailboxes)
      let (socket, place) = try first.listen(udp: .v4())
      let target = second
      mailboxes[0].post { _, outbox in outbox.hand(socket, to: target, as: Ticket(77)) }
      try first.turn(maximumWait: 0)
      #expect(first.socketCount == 0)
      let (ours, local) = try client.socket()
      let path = Path(socket: ours, local: local.address, remote: place)
      try client.command { _, outbox in outbox.send([1, 2], along: path) }
      #expect(try client.turn { $0.datagrams == [[1, 2]] })
      mailboxes[1].stop()
      guard case .opened(let ticket, .socket(let moved, place)) = facts.withLock({ $0.first })
      else {
        Issue.record("not opened there")
        return
      }
      #expect(ticket == Ticket(77))
      #expect(moved.loop == second)
    }
  }

  @Test func `a stream moves with what was kept and queued, and opens anew`() throws {
    let mailboxes = try [Mailbox<Probe.Command>(), Mailbox<Probe.Command>()]
    let facts = Mutex<[Probe.Fact]>([])
    var client = try Bench()
    let target = second
    try withThread {
      Self.serve(mailboxes, keeping: facts) { event, probe, outbox in
        StreamTests.echo(event, &probe, &outbox)
      }
    } while: {
      let probe = Probe { event, _, outbox in
        guard case .chunk(let chunk) = event else { return }
        outbox.write([9], to: chunk.link)
        outbox.keep(chunk.bytes.extracting(droppingFirst: 1), of: chunk)
        outbox.hand(chunk.link, to: target, for: Owner(rawValue: 3))
      }
      var first = try Reactor(loop: LoopID(rawValue: 0), running: probe, mailboxes: mailboxes)
      let (_, place) = try first.listen(tcp: .v4())
      try client.command { _, outbox in
        outbox.open(.connect(from: nil, to: place, secure: nil), as: Ticket(1))
      }
      #expect(try client.turn { !$0.links.isEmpty })
      let link = try #require(client.probe.links.first)
      try client.command { _, outbox in outbox.write([1, 2, 3], to: link) }
      for _ in 0..<3 { try first.turn(maximumWait: 10) }
      #expect(first.linkCount == 0)
      try client.command { _, outbox in outbox.write([4], to: link) }
      #expect(try client.turn { $0.stream == [9, 2, 3, 4] })
      try client.command { _, outbox in outbox.abort(link) }
      while !facts.withLock({ $0.contains { $0.isClosed } }) {}
      mailboxes[1].stop()
    }
    let told = facts.withLock { $0 }
    guard case .link(let moved, nil, .opened(let info)) = told.first else {
      Issue.record("not opened there")
      return
    }
    #expect(moved.loop == second)
    #expect(moved.owner == Owner(rawValue: 3))
    #expect(info.listener == 0)
    #expect(told.dropFirst().first == .chunk([2, 3], moved))
    #expect(told.last == .link(moved, nil, .closed(.reset)))
  }

  @Test func `a stream moves to another owner on its own loop, with what was kept`() throws {
    var server = try Bench { event, _, outbox in
      guard case .chunk(let chunk) = event else { return }
      outbox.keep(chunk.bytes, of: chunk)
      guard chunk.link.owner == Owner(rawValue: 0), chunk.bytes.byteCount >= 3 else { return }
      outbox.hand(chunk.link, to: chunk.link.loop, for: Owner(rawValue: 5))
    }
    let (_, place) = try server.reactor.listen(tcp: .v4())
    var client = try Bench()
    try client.command { _, outbox in
      outbox.open(.connect(from: nil, to: place, secure: nil), as: Ticket(1))
    }
    #expect(try client.turn { !$0.links.isEmpty })
    let link = try #require(client.probe.links.first)
    try client.command { _, outbox in outbox.write([1, 2, 3], to: link) }
    #expect(try server.turn { $0.links.count == 2 && $0.facts.count >= 4 })
    let moved = server.probe.links[1]
    #expect(moved.owner == Owner(rawValue: 5) && moved != server.probe.links[0])
    #expect(server.probe.facts.last == .chunk([1, 2, 3], moved))
    try client.command { _, outbox in outbox.write([4], to: link) }
    #expect(try server.turn { $0.facts.last == .chunk([1, 2, 3, 4], moved) })
    try client.command { _, outbox in outbox.abort(link) }
    #expect(try server.turn { $0.changes(of: moved).contains(.closed(.reset)) })
    #expect(server.probe.changes(of: server.probe.links[0]).count == 1)
  }

  @Test func `a stream that is handed on as it opens keeps what comes with the connection`() throws
  {
    var server = try Bench { event, _, outbox in
      guard case .link(let link, _, .opened) = event, link.owner == Owner(rawValue: 0)
      else { return }
      outbox.hand(link, to: link.loop, for: Owner(rawValue: 5))
    }
    let (_, place) = try server.reactor.listen(tcp: .v4())
    var client = try Bench { event, _, outbox in
      guard case .link(let link, _, .opened) = event else { return }
      outbox.write([7, 8], to: link)
      outbox.finish(link)
    }
    try client.command { _, outbox in
      outbox.open(.connect(from: nil, to: place, secure: nil), as: Ticket(1))
    }
    #expect(try client.turn { !$0.links.isEmpty })
    #expect(try server.turn { $0.links.count == 2 && $0.facts.contains { $0.isChunk } })
    let moved = server.probe.links[1]
    #expect(server.probe.facts.contains(.chunk([7, 8], moved)))
    #expect(try server.turn { $0.changes(of: moved).contains(.ended) })
  }

  @Test func `what is handed to a loop that has stopped closes`() throws {
    let mailboxes = try [Mailbox<Probe.Command>(), Mailbox<Probe.Command>()]
    var first = try Reactor(loop: LoopID(rawValue: 0), running: Probe(), mailboxes: mailboxes)
    let (socket, place) = try first.listen(udp: .v4())
    let target = second
    mailboxes[0].post { _, outbox in outbox.hand(socket, to: target, as: Ticket(1)) }
    try first.turn(maximumWait: 0)
    _ = mailboxes[1].take()
    // The port is free again.
    let (_, again) = try first.listen(udp: place)
    #expect(again == place)
  }

  /// Runs the second loop until it is stopped, copying what it is told.
  private static func serve(
    _ mailboxes: [Mailbox<Probe.Command>], keeping facts: borrowing Mutex<[Probe.Fact]>,
    _ body: @escaping (Event, inout Probe, inout Outbox) -> Void
  ) {
    do {
      var reactor = try Reactor(
        loop: LoopID(rawValue: 1), running: Probe(body), mailboxes: mailboxes)
      while try reactor.turn() {
        let told = reactor.withMachine { $0.facts }
        facts.withLock { $0 = told }
      }
    } catch { Issue.record(error) }
  }
}

extension Probe.Fact {
  var isChunk: Bool { if case .chunk = self { true } else { false } }

  var isClosed: Bool {
    if case .link(_, _, .closed) = self { true } else { false }
  }
}
