import Glibc
import SansIO
import Synchronization
import Testing

@testable import Reactor

@Suite struct LoopTests {
  @Test func `an alarm comes at its deadline and not before`() throws {
    var bench = try Bench()
    let deadline = Clock.now().monotonic.adding(milliseconds: 30)
    bench.reactor.withMachine { $0.deadline = deadline }
    #expect(try bench.turn { $0.facts == [.alarm] })
    #expect(Clock.now().monotonic >= deadline)
  }

  @Test func `commands are obeyed in the order they were left`() throws {
    var bench = try Bench()
    for number in 0..<100 {
      bench.mailbox.post { probe, _ in probe.news.append("\(number)") }
    }
    var heard: [String] = []
    try bench.reactor.turn(maximumWait: 0) { heard.append($0) }
    #expect(heard == (0..<100).map { "\($0)" })
  }

  @Test func `a command left by another thread wakes a sleeping loop, and stop ends it`() throws {
    let mailbox = try Mailbox<Probe.Command>()
    let heard = Mutex<[String]>([])
    let mail = mailbox
    try withThread {
      do {
        var reactor = try Reactor(
          loop: LoopID(rawValue: 0), running: Probe(), mailboxes: [mail])
        try reactor.run { news in
          heard.withLock { $0.append(news) }
          mail.stop()
        }
      } catch { Issue.record(error) }
    } while: {
      mailbox.post { probe, _ in probe.news.append("awake") }
    }
    #expect(heard.withLock { $0 } == ["awake"])
  }

  @Test func `mail is obeyed before the packets of every receive`() throws {
    let mailbox = try Mailbox<Probe.Command>()
    let probe = Probe { event, _, _ in
      guard case .datagram = event else { return }
      mailbox.post { probe, _ in probe.facts.append(.alarm) }
    }
    var reactor = try Reactor(
      loop: LoopID(rawValue: 0), running: probe, mailboxes: [mailbox])
    let targets = try (0..<3).map { _ in try reactor.listen(udp: .v4()).1 }
    var client = try Bench()
    let (socket, local) = try client.socket()
    try client.command { _, outbox in
      for target in targets {
        outbox.send([1], along: Path(socket: socket, local: local.address, remote: target))
      }
    }
    try reactor.turn()
    let isAlarm = reactor.withMachine { $0.facts.map { $0 == .alarm } }
    #expect(isAlarm == [false, true, false, true, false])
  }

  @Test func `a machine that opens for ever does not keep a turn from ending`() throws {
    var bench = try Bench { event, probe, outbox in
      guard case .opened(_, .socket(let socket, _)) = event else { return }
      probe.news.append("opened")
      outbox.close(socket)
      if probe.openings.count < 50 { outbox.open(.udp(.loopbackV4, port: nil), as: Ticket(1)) }
    }
    try bench.command { _, outbox in outbox.open(.udp(.loopbackV4, port: nil), as: Ticket(1)) }
    #expect(bench.probe.openings.count == 16)
    // The rest waits, but nobody sleeps meanwhile.
    var heard = 15
    for _ in 0..<3 { try bench.reactor.turn { _ in heard += 1 } }
    #expect(heard == 50)
    #expect(bench.reactor.socketCount == 0)
  }

  @Test func `an interrupted wait is no error`() throws {
    var bench = try Bench()
    Call.pollerWait.fail(EINTR)
    try bench.reactor.turn(maximumWait: 0)
    #expect(Call.pollerWait.left == 0)
    #expect(bench.reactor.statistics.turns == 1)
  }

  @Test func `an event collected before a close concerns nobody after it`() throws {
    var bench = try Bench()
    let (first, local) = try bench.socket()
    let old = bench.reactor.core.sockets[Int(first.index)].token
    try bench.command { _, outbox in outbox.close(first) }
    let (second, target) = try bench.socket()
    let path = Path(socket: second, local: local.address, remote: target)
    bench.reactor.withMachine { _ in }
    bench.reactor.outbox.send([1], along: path)
    bench.reactor.execute()
    let stale = Poller.Readiness(
      token: old, isReadable: true, isWritable: false, hasFailed: false, isHungUp: false)
    bench.reactor.serveSocket(stale)
    #expect(bench.probe.datagrams.isEmpty)
    #expect(try bench.turn { $0.datagrams == [[1]] })
  }
}
