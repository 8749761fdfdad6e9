import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// Quotas of one user over several loops.
@Suite struct QuotaTests {
  private func clients(_ count: Int, from port: Int = 1) -> [TURNTestClient] {
    (0..<count).map { TURNTestClient("198.51.100.20:\(port + $0)") }
  }

  @Test(arguments: [2, 3, 7] as [UInt8])
  func `RFC 8656 §7.2 the quota of a user holds over all loops, also for requests at once`(
    loops: UInt8
  ) throws {
    let town = try LoopTown(loops) { $0.limits.allocationsPerUser = 5 }
    var clients = clients(30)
    var answers: [Answer] = []
    for index in clients.indices {
      answers += town.begin(&clients[index], on: index % Int(loops), .allocate, [.transport(17)])
        .compactMap { Answer($0) }
    }
    answers += town.deliverAll().compactMap { Answer($0) }
    #expect(answers.count == 30 && answers.filter(\.isSuccess).count == 5)
    #expect(answers.filter { $0.code == .allocationQuotaReached }.count == 25)
    #expect(town.held == ["alice": 5])
    town.checkBooks("when all are answered")
  }

  @Test func `RFC 8656 §7.2 what ends on one loop can be had on another`() throws {
    let town = try LoopTown(4) { $0.limits.allocationsPerUser = 2 }
    var clients = clients(12)
    for round in 0..<4 {
      for index in 0..<2 {
        let client = round * 3 + index
        #expect(try town.ask(&clients[client], on: round, .allocate, [.transport(17)]) == nil)
      }
      let third = try town.ask(&clients[round * 3 + 2], on: 3 - round, .allocate, [.transport(17)])
      #expect(third == .allocationQuotaReached)
      for index in 0..<2 {
        let code = try town.ask(&clients[round * 3 + index], on: round, .refresh, [.lifetime(0)])
        #expect(code == nil)
        _ = town.deliverAll()
      }
      #expect(town.held.isEmpty)
      town.checkBooks("round \(round)")
    }
  }

  @Test func `a retransmission while the home is asked costs nothing and is answered once`() throws
  {
    let town = try LoopTown(2) { $0.limits.allocationsPerUser = 2 }
    for loop in 0..<2 {
      var client = TURNTestClient("198.51.100.20:\(loop + 1)")
      town.houses[loop].rig.fetchNonce(&client)
      let bytes = client.signed(.allocate, [.transport(17)], id: client.freshID())
      var answers: [Answer] = []
      for _ in 0..<3 {
        answers += town.houses[loop].rig.receive(bytes, along: client.path).compactMap {
          Answer($0)
        }
        town.collect(loop)
      }
      answers += town.deliverAll().compactMap { Answer($0) }
      #expect(!answers.isEmpty && answers.allSatisfy(\.isSuccess))
      #expect(Set(answers.map(\.relayed)).count == 1)
    }
    #expect(town.held == ["alice": 2])
    town.checkBooks("when all are answered")
  }

  @Test func `requests that wait for another loop are bounded in number`() throws {
    let town = try LoopTown(2) {
      $0.limits.allocationsPerUser = 100
      $0.limits.deferredRequests = 3
    }
    var clients = clients(20)
    var codes: [ErrorCode?] = []
    for index in clients.indices {
      codes += town.begin(&clients[index], on: index % 2, .allocate, [.transport(17)])
        .compactMap { Answer($0) }.map(\.code)
    }
    #expect(codes.filter { $0 == .insufficientCapacity }.count == 7)
    _ = town.deliverAll()
    #expect(town.held == ["alice": 13])
    town.checkBooks("when all are answered")
  }

  @Test func `the total is divided equally among the loops`() throws {
    let town = try LoopTown(3) { $0.limits.allocations = 7 }
    var granted = [0, 0, 0]
    for loop in 0..<3 {
      for port in 1...5 {
        var client = TURNTestClient("198.51.100.20:\(loop * 10 + port)")
        let code = try town.ask(&client, on: loop, .allocate, [.transport(17)])
        if code == nil { granted[loop] += 1 } else { #expect(code == .insufficientCapacity) }
      }
    }
    #expect(granted == [3, 3, 3])
  }

  @Test func `random walks over loops never pass the quota, and books fit at the end`() async throws
  {
    await forEachSeed(64) { seed in
      var random = Seeded(seed: seed)
      let loops = UInt8(random.pick(2...5))
      guard let town = try? LoopTown(loops, { $0.limits.allocationsPerUser = 4 }) else { return }
      var clients = clients(12)
      let homes = clients.indices.map { _ in random.below(Int(loops)) }
      for index in clients.indices where random.chance(0.3) {
        (clients[index].user, clients[index].password) = ("bob", "builder")
      }
      for _ in 0..<150 {
        let index = random.below(clients.count)
        switch random.below(8) {
        case 0...2:
          let pieces: [TURNTestClient.Piece] = random.chance(0.2) ? [.evenPort(true)] : []
          _ = town.begin(
            &clients[index], on: homes[index], .allocate, [.transport(17)] + pieces)
        case 3, 4:
          _ = town.begin(&clients[index], on: homes[index], .refresh, [.lifetime(0)])
        case 5 where random.chance(0.1): town.advance(seconds: 700)
        case 6 where random.chance(0.1): _ = town.obey(.revoke(user: "alice"))
        default: if !town.mail.isEmpty { _ = town.deliver() }
        }
        #expect(town.held.values.allSatisfy { $0 <= 4 })
      }
      _ = town.deliverAll()
      town.checkBooks("seed \(seed)")
      town.advance(seconds: 4000)
      _ = town.deliverAll()
      #expect(town.held.isEmpty && town.allocations == 0)
      town.checkBooks("seed \(seed), at the end")
      #expect(town.houses.allSatisfy { $0.rig.machine.quotas.leased.isEmpty })
    }
  }
}
