import CSignaldLinux
import Glibc
import SansIO
import Testing

@testable import Reactor

/// A kernel without room, interruptions and refusals, made to happen.
@Suite struct PressureTests {
  /// Two benches and a path from the client to the server.
  struct Pair: ~Copyable {
    var server: Bench
    var client: Bench
    let path: Path

    init(_ settings: ReactorSettings = ReactorSettings()) throws {
      var server = try Bench(settings: settings)
      var client = try Bench(settings: settings)
      let (_, target) = try server.socket()
      let (socket, local) = try client.socket()
      path = Path(socket: socket, local: local.address, remote: target)
      self.server = server
      self.client = client
    }

    /// Sends datagrams, each larger than the one before it: they make no train.
    mutating func send(_ numbers: Range<Int>) throws {
      let path = path
      try client.command { _, outbox in
        for number in numbers {
          outbox.send(Array(repeating: UInt8(number), count: 1 + number), along: path)
        }
      }
    }

    var arrived: [Int] { mutating get { server.probe.datagrams.map { Int($0[0]) } } }
  }

  @Test(arguments: [EAGAIN, ENOBUFS])
  func `without room datagrams wait in order and leave when there is room`(error: Int32) throws {
    var pair = try Pair()
    Call.sendMany.fail(error)
    try pair.send(0..<5)
    #expect(Call.sendMany.left == 0)
    try pair.send(5..<8)
    for _ in 0..<3 { try pair.client.reactor.turn(maximumWait: 10) }
    #expect(try pair.server.turn { $0.datagrams.count == 8 })
    #expect(pair.arrived == Array(0..<8))
    #expect(pair.client.reactor.statistics.datagramsSent == 8)
    // Nothing waits: the loop sleeps.
    #expect(try pair.client.reactor.core.poller.wait(milliseconds: 0) == 0)
  }

  @Test func `beyond the queue's bound datagrams are dropped and counted`() throws {
    var settings = ReactorSettings()
    settings.queuedDatagramBytes = 10
    var pair = try Pair(settings)
    Call.sendMany.fail(EAGAIN)
    try pair.send(0..<10)
    #expect(pair.client.reactor.statistics.datagramsDropped == 6)
    for _ in 0..<3 { try pair.client.reactor.turn(maximumWait: 10) }
    #expect(try pair.server.turn { $0.datagrams.count == 4 })
    #expect(pair.arrived == [0, 1, 2, 3])
  }

  @Test func `a closed socket goes after what is queued on it`() throws {
    var pair = try Pair()
    let path = pair.path
    Call.sendMany.fail(EAGAIN)
    try pair.client.command { _, outbox in
      outbox.send([1], along: path)
      outbox.send([2, 2], along: path)
      outbox.close(path.socket)
      outbox.send([3], along: path)
    }
    #expect(pair.client.reactor.socketCount == 1)
    #expect(try pair.server.reactor.turn(maximumWait: 0))
    for _ in 0..<3 { try pair.client.reactor.turn(maximumWait: 10) }
    #expect(pair.client.reactor.socketCount == 0)
    #expect(try pair.server.turn { $0.datagrams.count == 2 })
    #expect(pair.arrived == [1, 2])
  }

  @Test func `an interrupted call is made again`() throws {
    var pair = try Pair()
    Call.sendMany.fail(EINTR, times: 3)
    Call.receiveMany.fail(EINTR, times: 3)
    try pair.send(0..<5)
    #expect(try pair.server.turn { $0.datagrams.count == 5 })
    #expect(Call.sendMany.left == 0)
    #expect(Call.receiveMany.left == 0)
  }

  @Test(arguments: [ECONNREFUSED, EHOSTUNREACH, EMSGSIZE])
  func `a datagram that meets an earlier one's error is sent again`(error: Int32) throws {
    var pair = try Pair()
    Call.sendOne.fail(error)
    try pair.send(0..<1)
    #expect(try pair.server.turn { $0.datagrams.count == 1 })
    #expect(pair.client.reactor.statistics.datagramsRefused == 0)
    #expect(pair.client.probe.reports.isEmpty)
  }

  @Test(arguments: [EHOSTUNREACH, EPERM, EACCES, ENETUNREACH])
  func `a datagram refused twice is counted and the next one leaves`(error: Int32) throws {
    var pair = try Pair()
    Call.sendMany.fail(error, times: 2)
    try pair.send(0..<3)
    #expect(try pair.server.turn { $0.datagrams.count == 2 })
    #expect(pair.arrived == [1, 2])
    #expect(pair.client.reactor.statistics.datagramsRefused == 1)
  }

  @Test func `an error of a receive is not the end of the socket`() throws {
    var pair = try Pair()
    Call.receiveMany.fail(ECONNREFUSED)
    try pair.send(0..<2)
    #expect(try pair.server.turn { $0.datagrams.count == 2 })
    for error in [ENOBUFS, ENOMEM, EAGAIN] {
      Call.receiveMany.fail(error)
      try pair.send(2..<3)
      let count = pair.arrived.count
      #expect(try pair.server.turn { $0.datagrams.count == count + 1 })
    }
  }

  @Test func `trains the kernel refuses leave in pieces`() throws {
    for error in [EIO, EINVAL] {
      var pair = try Pair()
      let path = pair.path
      Call.sendOne.fail(error)
      try pair.client.command { _, outbox in
        for number in 0..<5 { outbox.send([UInt8(number), 0], along: path) }
      }
      #expect(try pair.server.turn { $0.datagrams.count == 5 })
      #expect(pair.arrived == Array(0..<5))
      // Only the first says that trains cannot be had at all.
      #expect(pair.client.reactor.core.joinsTrains == (error == EINVAL))
    }
  }

  @Test func `datagrams of one size travel as a train, with a shorter last one`() throws {
    for isJoining in [true, false] {
      var settings = ReactorSettings()
      settings.joinsTrains = isJoining
      var pair = try Pair(settings)
      let path = pair.path
      let sent = (0..<200).map { [UInt8](repeating: UInt8($0), count: $0 % 70 == 69 ? 3 : 100) }
      try pair.client.command { _, outbox in
        for bytes in sent { outbox.send(bytes, along: path) }
      }
      #expect(try pair.server.turn { $0.datagrams.count == sent.count })
      #expect(pair.server.probe.datagrams == sent)
      #expect(pair.client.reactor.statistics.datagramsSent == 200)
    }
  }

  @Test func `a train waits in the queue as a whole`() throws {
    var pair = try Pair()
    let path = pair.path
    Call.sendOne.fail(EAGAIN)
    try pair.client.command { _, outbox in
      for number in 0..<5 { outbox.send([UInt8(number), 0], along: path) }
    }
    for _ in 0..<3 { try pair.client.reactor.turn(maximumWait: 10) }
    #expect(try pair.server.turn { $0.datagrams.count == 5 })
    #expect(pair.arrived == Array(0..<5))
  }
}
