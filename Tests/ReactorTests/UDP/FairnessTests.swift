import CSignaldLinux
import SansIO
import Testing

@testable import Reactor

/// A turn serves every ready socket with one bounded batch, so that no flow can starve another.
@Suite struct FairnessTests {
  private struct Flood: ~Copyable {
    var server: Bench
    var client: Bench
    /// The sockets of the server, by place, and where they are bound.
    var targets: [Endpoint] = []
    var sender: SocketID
    var local: IPAddress

    init(sockets: Int) throws {
      var settings = ReactorSettings()
      // As a flood would be: datagrams that cannot travel as one.
      settings.joinsTrains = false
      var server = try Bench(settings: settings)
      var client = try Bench(settings: settings)
      for _ in 0..<sockets { targets.append(try server.socket().1) }
      let (sender, endpoint) = try client.socket()
      self.sender = sender
      local = endpoint.address
      self.server = server
      self.client = client
    }

    /// Leaves so many datagrams at a socket, each holding this number.
    mutating func send(_ number: UInt8, _ count: Int, to place: Int) throws {
      let path = Path(socket: sender, local: local, remote: targets[place])
      for _ in 0..<(count + 63) / 64 {
        try client.command { _, outbox in
          for _ in 0..<min(64, count) { outbox.send([number], along: path) }
        }
      }
    }

    /// Does one turn of the server and answers the numbers that arrived in it.
    mutating func turn() throws -> [UInt8] {
      let before = server.probe.facts.count
      try server.reactor.turn(maximumWait: 25)
      return server.probe.datagrams.dropFirst(before).map { $0[0] }
    }
  }

  @Test func `a quiet socket is served in the same turn as one with a thousand datagrams waiting`()
    throws
  {
    var flood = try Flood(sockets: 2)
    try flood.send(1, 1024, to: 0)
    for _ in 0..<4 {
      try flood.send(2, 1, to: 1)
      let arrived = try flood.turn()
      #expect(arrived.filter { $0 == 2 }.count == 1)
      #expect(arrived.filter { $0 == 1 }.count == UDPReceiver.batch)
    }
  }

  @Test func `a quiet socket waits one turn at most, however many others are flooded`() throws {
    var flood = try Flood(sockets: 120)
    for place in 1..<120 { try flood.send(1, 128, to: place) }
    for _ in 0..<2 {
      try flood.send(2, 1, to: 0)
      let arrived = try flood.turn()
      #expect(arrived.contains(2) && arrived.count == 1 + 119 * UDPReceiver.batch)
    }
  }

  @Test func `with more ready sockets than one wait tells of, each is served within a few turns`()
    throws
  {
    let sockets = Int(CSYS_READY_CAPACITY) * 2 + 10
    var flood = try Flood(sockets: sockets)
    // Each has more waiting than three batches; the last one has a single datagram.
    for place in 0..<sockets - 1 { try flood.send(1, 192, to: place) }
    try flood.send(2, 1, to: sockets - 1)
    var turns = 0
    while turns < 4 {
      turns += 1
      if try flood.turn().contains(2) { break }
    }
    #expect(turns <= 3)
  }

  @Test func `on one socket a datagram waits for those before it and for nothing else`() throws {
    var flood = try Flood(sockets: 1)
    try flood.send(1, 320, to: 0)
    try flood.send(2, 1, to: 0)
    var turns = 0
    while turns < 10 {
      turns += 1
      // The flood goes on meanwhile.
      try flood.send(1, 64, to: 0)
      if try flood.turn().contains(2) { break }
    }
    #expect(turns == 320 / UDPReceiver.batch + 1)
  }
}
