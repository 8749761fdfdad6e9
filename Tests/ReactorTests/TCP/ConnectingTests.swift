import CSignaldLinux
import Glibc
import SansIO
import Testing

@testable import Reactor

@Suite struct ConnectingTests {
  @Test func `a connection nobody listens for is refused`() throws {
    var bench = try Bench()
    var other = try Bench()
    let (_, target) = try other.reactor.listen(tcp: .v4())
    _ = consume other
    let opened = try bench.open(.connect(from: nil, to: target, secure: nil))
    #expect(opened == .failed(.refused))
    #expect(bench.reactor.linkCount == 0)
  }

  @Test func `a connection leaves from the endpoint it was told`() throws {
    var server = try Bench()
    var client = try Bench()
    let (_, target) = try server.reactor.listen(tcp: .v4())
    try client.command { _, outbox in
      outbox.open(.connect(from: .v4(9), to: target, secure: nil), as: Ticket(1))
    }
    #expect(try client.turn { !$0.links.isEmpty })
    #expect(try server.turn { !$0.links.isEmpty })
    guard case .link(_, _, .opened(let info)) = server.probe.facts.first else { return }
    #expect(info.remote.address == .v4(0x7F00_0009))
  }

  @Test func `no answer in time fails as timed out`() throws {
    var settings = ReactorSettings()
    settings.connectTimeout = 30
    settings.listenBacklog = 0
    var server = try Bench(settings: settings)
    var client = try Bench(settings: settings)
    let (_, target) = try server.reactor.listen(tcp: .v4())
    // The queue of a listener that accepts nothing is full after the first.
    try client.command { _, outbox in
      for number in 0..<4 {
        outbox.open(.connect(from: nil, to: target, secure: nil), as: Ticket(UInt64(number)))
      }
    }
    #expect(try client.turn { $0.facts.count == 4 })
    #expect(client.probe.openings.contains(.failed(.timedOut)))
    #expect(client.probe.openings.allSatisfy { $0 == .failed(.timedOut) })
    #expect(server.probe.facts.isEmpty)
  }

  @Test func `a machine opens a listener and hears where it is`() throws {
    var server = try Bench()
    var client = try Bench()
    guard case .listener(let number, let target) = try server.open(.listen(at: .v4())) else {
      Issue.record("not opened")
      return
    }
    #expect(number == 0)
    #expect(target.port != 0)
    #expect(try server.open(.listen(at: target)) == .failed(.addressInUse))
    try client.command { _, outbox in
      outbox.open(.connect(from: nil, to: target, secure: nil), as: Ticket(1))
    }
    #expect(try client.turn { !$0.links.isEmpty })
    #expect(try server.turn { !$0.links.isEmpty })
  }

  @Test func `a closed listener accepts nothing, frees its place and leaves its streams`() throws {
    var server = try Bench()
    var client = try Bench()
    guard case .listener(let number, let target) = try server.open(.listen(at: .v4())) else {
      Issue.record("not opened")
      return
    }
    try client.command { _, outbox in
      outbox.open(.connect(from: nil, to: target, secure: nil), as: Ticket(1))
    }
    #expect(try client.turn { !$0.links.isEmpty })
    #expect(try server.turn { !$0.links.isEmpty })
    try server.command { _, outbox in
      outbox.closeListener(number)
      outbox.closeListener(number)
    }
    #expect(
      try client.open(.connect(from: nil, to: target, secure: nil)) == .failed(.refused))
    // The number rests: what is still under way from the old listener is not the new one's.
    #expect(try server.open(.listen(at: target)) == .listener(number + 1, target))
    let (ours, theirs) = (client.probe.links[0], server.probe.links[0])
    try server.command { _, outbox in outbox.write([1, 2], to: theirs) }
    #expect(try client.turn { $0.facts.contains(.chunk([1, 2], ours)) })
  }

  @Test func `a listener that rests after running out of descriptors can be closed`() throws {
    var settings = ReactorSettings()
    settings.acceptPause = 20
    var server = try Bench(settings: settings)
    var client = try Bench()
    let (number, target) = try server.reactor.listen(tcp: .v4())
    try client.command { _, outbox in
      for number in 0..<2 {
        outbox.open(.connect(from: nil, to: target, secure: nil), as: Ticket(UInt64(number)))
      }
    }
    #expect(try client.turn { $0.links.count == 2 })
    Call.accept.fail(EMFILE)
    try server.reactor.turn(maximumWait: 0)
    try server.command { _, outbox in outbox.closeListener(number) }
    guard case .listener(_, let other) = try server.open(.listen(at: .v4())) else {
      Issue.record("not opened")
      return
    }
    // The old listener's timer passes, and the new one at its place is not disturbed.
    for _ in 0..<4 { try server.reactor.turn(maximumWait: 10) }
    #expect(server.probe.links.isEmpty)
    try client.command { _, outbox in
      outbox.open(.connect(from: nil, to: other, secure: nil), as: Ticket(9))
    }
    #expect(try client.turn { $0.links.count == 3 })
    #expect(try server.turn { $0.links.count == 1 })
  }

  @Test(arguments: [EMFILE, ENFILE])
  func `out of descriptors, one connection is refused, and accepting goes on later`(error: Int32)
    throws
  {
    var settings = ReactorSettings()
    settings.acceptPause = 20
    var server = try Bench(settings: settings)
    var client = try Bench()
    let (_, target) = try server.reactor.listen(tcp: .v4())
    try client.command { _, outbox in
      for number in 0..<2 {
        outbox.open(.connect(from: nil, to: target, secure: nil), as: Ticket(UInt64(number)))
      }
    }
    #expect(try client.turn { $0.links.count == 2 })
    Call.accept.fail(error)
    try server.reactor.turn(maximumWait: 0)
    #expect(Call.accept.left == 0)
    #expect(server.reactor.statistics.linksRefused == 1)
    #expect(server.probe.links.isEmpty)
    // The rest of the queue does not keep the loop busy.
    #expect(try server.reactor.core.poller.wait(milliseconds: 0) == 0)
    #expect(try server.turn { $0.links.count == 1 })
    let hasSpare = server.reactor.core.spare != nil
    #expect(hasSpare)
  }

  @Test(arguments: [ECONNABORTED, EINTR, EPROTO])
  func `an error of one waiting connection does not stop the others`(error: Int32) throws {
    var server = try Bench()
    var client = try Bench()
    let (_, target) = try server.reactor.listen(tcp: .v4())
    try client.command { _, outbox in
      outbox.open(.connect(from: nil, to: target, secure: nil), as: Ticket(1))
    }
    Call.accept.fail(error, times: 2)
    #expect(try server.turn { $0.links.count == 1 })
    #expect(Call.accept.left == 0)
  }

  @Test func `connections beyond the limit are reset at once`() throws {
    var settings = ReactorSettings()
    settings.maximumLinks = 1
    var server = try Bench(settings: settings)
    var client = try Bench()
    let (_, target) = try server.reactor.listen(tcp: .v4())
    try client.command { _, outbox in
      for number in 0..<3 {
        outbox.open(.connect(from: nil, to: target, secure: nil), as: Ticket(UInt64(number)))
      }
    }
    #expect(try client.turn { $0.links.count == 3 })
    try server.reactor.turn(maximumWait: 0)
    #expect(server.reactor.linkCount == 1)
    #expect(server.reactor.statistics.linksRefused == 2)
    #expect(
      try client.turn {
        $0.facts.filter { if case .link(_, _, .closed(.reset)) = $0 { true } else { false } }
          .count == 2
      })
  }

  @Test(arguments: [ECONNREFUSED, EHOSTUNREACH, EMFILE])
  func `a connection that cannot even begin fails with the reason`(error: Int32) throws {
    var bench = try Bench()
    if error == EMFILE { Call.socket.fail(error) } else { Call.connect.fail(error) }
    let opened = try bench.open(.connect(from: nil, to: .v4(1, port: 9), secure: nil))
    let expected: Ending =
      error == ECONNREFUSED ? .refused : error == EMFILE ? .system(error) : .unreachable
    #expect(opened == .failed(expected))
  }
}
