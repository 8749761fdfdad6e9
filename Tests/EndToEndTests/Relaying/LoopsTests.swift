import SansIO
import StunTurn
import Testing

/// What must not depend on which loop the kernel gives a client to.
struct LoopsTests {
  @Test(arguments: Daemon.loops)
  func `sixty-four clients in a ring hear one another`(loops: Int) async throws {
    try await Daemon.with(Daemon.relaying, loops: loops) { daemon in
      var clients: [WireClient] = []
      var relayed: [Endpoint] = []
      for _ in 0..<64 {
        var client = try WireClient(of: daemon.turn)
        relayed.append(try client.allocate())
        clients.append(client)
      }
      #expect(Set(relayed).count == clients.count)
      for index in clients.indices {
        let reply = try clients[index].ask(.createPermission, .peer(relayed[0]))
        #expect(reply.isSuccess)
      }
      for index in clients.indices {
        let next = (index + 1) % clients.count
        try clients[index].send([UInt8(index)], to: relayed[next])
        let arrival = try clients[next].arrival()
        #expect(arrival == WireClient.Arrival(payload: [UInt8(index)], peer: relayed[index]))
      }
      for index in clients.indices {
        #expect(try clients[index].ask(.refresh, .lifetime(0)).isSuccess)
      }
    }
  }

  // With two loops one of 32 reservations is used on the other loop, but for one run in 2³².
  @Test(arguments: Daemon.loops)
  func `RFC 8656 §7.2 a reserved port goes to whoever has the token, on whatever loop`(loops: Int)
    async throws
  {
    try await Daemon.with(Daemon.relaying, loops: loops) { daemon in
      // Sockets live on: a port used again would have an allocation already.
      var clients: [WireClient] = []
      for round in 0..<32 as Range<UInt8> {
        var rtp = try WireClient(of: daemon.turn)
        let first = try rtp.ask(.allocate, .transport, .evenPortAndNext)
        let even = try #require(first.relayed)
        let token = try #require(first.token)
        #expect(even.port % 2 == 0)
        var rtcp = try WireClient(of: daemon.turn)
        let second = try rtcp.ask(.allocate, .transport, .token(token))
        let odd = try #require(second.relayed, "\(second)")
        #expect(odd == Endpoint(address: even.address, port: even.port + 1))
        #expect(try rtp.ask(.createPermission, .peer(odd)).isSuccess)
        #expect(try rtcp.ask(.createPermission, .peer(even)).isSuccess)
        try rtcp.send([round], to: even)
        #expect(try rtp.arrival() == WireClient.Arrival(payload: [round], peer: odd))
        try rtp.send([round], to: odd)
        #expect(try rtcp.arrival() == WireClient.Arrival(payload: [round], peer: even))
        var late = try WireClient(of: daemon.turn)
        let again = try late.ask(.allocate, .transport, .token(token))
        #expect(again.code == .insufficientCapacity)
        clients += [rtp, rtcp, late]
      }
      #expect(clients.count == 96)
    }
  }

  @Test(arguments: Daemon.loops)
  func `an answer leaves from the address that was asked`(loops: Int) async throws {
    try await Daemon.with(Daemon.relaying, loops: loops, at: "0.0.0.0:0") { daemon in
      for last in [1, 2, 77] as [UInt32] {
        let asked = Endpoint(address: .v4(0x7F00_0000 | last), port: daemon.turn.port)
        // The socket is connected: it hears nobody but whom it asked.
        var client = try WireClient(of: asked)
        let reply = try client.ask(.binding)
        #expect(reply.mapped == client.wire.local)
        #expect(try client.allocate().address == .loopbackV4)
      }
    }
  }
}
