import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// How much allocations, users and the server may relay.
@Suite struct BandwidthTests {
  /// Sends packets of 1000 bytes with their headers through so many allocations, each in turn;
  /// answers how many pass each.
  private func passed(
    _ rig: inout Rig<TURNServer>, _ clients: inout [TURNTestClient], rounds: Int
  ) throws -> [Int] {
    var counts = Array(repeating: 0, count: clients.count)
    for index in clients.indices
    where rig.machine.ledger.allocation(of: .path(clients[index].path)) == nil {
      _ = try rig.allocate(&clients[index])
      rig.bind(&clients[index], 0x4000, "192.0.2.7:7000")
    }
    let data = channelData(0x4000, Array(repeating: 1, count: 972))
    for _ in 0..<rounds {
      for index in clients.indices {
        counts[index] += rig.receive(data, along: clients[index].path).count
      }
    }
    return counts
  }

  private func clients(_ users: [String]) -> [TURNTestClient] {
    users.enumerated().map { place, user in
      var client = TURNTestClient("198.51.100.20:\(place + 1)")
      client.user = user
      client.password = user == "alice" ? "wonder" : "builder"
      return client
    }
  }

  @Test func `an allocation of anybody has its rate and no more, each way`() throws {
    var rig = try makeServer { $0.limits.bitsPerSecondPerAllocation = 800_000 }
    var all = clients(["alice", "alice"])
    #expect(try passed(&rig, &all, rounds: 150) == [100, 100])
    rig.advance(seconds: 1)
    #expect(try passed(&rig, &all, rounds: 150) == [100, 100])
    let back = rig.machine.ledger.allocation(of: .path(all[0].path)).flatMap {
      rig.machine.ledger.allocations[$0].relay
    }
    let relay = try #require(back)
    let socket = try #require(relay.socket)
    let path = Path(
      socket: socket, local: relay.local.address, remote: endpoint("192.0.2.7:7000"))
    let inward = (0..<150).map { _ in
      rig.receive(Array(repeating: 1, count: 972), along: path).count
    }
    #expect(inward.reduce(0, +) == 100)
  }

  @Test func `all allocations of a user share one rate, another user has another`() throws {
    var rig = try makeServer { $0.limits.bitsPerSecondPerUser = 800_000 }
    var all = clients(["alice", "alice", "bob"])
    #expect(try passed(&rig, &all, rounds: 150) == [50, 50, 100])
    #expect(rig.machine.statistics.drops(.overRate) == 250)
    #expect(rig.machine.meters.count == 2)
    for index in all.indices { _ = try rig.ask(&all[index], .refresh, [.lifetime(0)]) }
    #expect(rig.machine.meters.count == 0)
  }

  @Test func `everything together has a rate, and what one meter refuses counts at none`() throws {
    var rig = try makeServer {
      $0.limits.bitsPerSecond = 1_600_000
      $0.limits.bitsPerSecondPerUser = 1_000_000
      $0.limits.bitsPerSecondPerAllocation = 800_000
    }
    var all = clients(["alice", "alice", "bob"])
    var alone = [all[0]]
    #expect(try passed(&rig, &alone, rounds: 300) == [100])
    all[0] = alone[0]
    // Alice has 25 left, all together 100.
    let counts = try passed(&rig, &all, rounds: 300)
    #expect(counts[0] == 0 && counts[1] == 25 && counts[2] == 75)
    #expect(rig.machine.meters.count == 6)
  }

  @Test func `a member's own rate is the lower of both`() throws {
    for (room, open, expected) in [
      (800_000, 8_000_000, 100), (8_000_000, 800_000, 100),
    ] as [(UInt64, UInt64, Int)] {
      var rig = try makeServer {
        $0.limits.roomBitsPerSecond = room
        $0.limits.roomBurstBytes = 100_000
        $0.limits.bitsPerSecondPerAllocation = open
      }
      var all = [TURNTestClient.member()]
      #expect(try passed(&rig, &all, rounds: 150) == [expected])
    }
  }

  @Test(arguments: [2, 4] as [UInt8])
  func `the rate of a user on several loops is divided among these, and given back`(
    loops: UInt8
  ) throws {
    let town = try LoopTown(loops) { $0.limits.bitsPerSecondPerUser = 8_000_000 }
    var clients = (0..<Int(loops)).map { TURNTestClient("198.51.100.20:\($0 + 1)") }
    func fill() -> [Int] {
      let data = channelData(0x4000, Array(repeating: 1, count: 972))
      return clients.indices.map { index in
        (0..<1200).map { _ in
          town.houses[index].rig.receive(data, along: clients[index].path).count
        }.reduce(0, +)
      }
    }
    for index in clients.indices {
      #expect(try town.ask(&clients[index], on: index, .allocate, [.transport(17)]) == nil)
      _ = town.deliverAll()
      town.houses[index].rig.bind(&clients[index], 0x4000, "192.0.2.7:7000")
    }
    #expect(fill().allSatisfy { $0 == 1000 / Int(loops) })
    for index in clients.indices.dropFirst() {
      #expect(try town.ask(&clients[index], on: index, .refresh, [.lifetime(0)]) == nil)
      _ = town.deliverAll()
    }
    town.advance(seconds: 2)
    #expect(fill().reduce(0, +) == 1000)
    town.checkBooks("at the end")
  }
}
