import SansIO
import TestSupport
import Testing

@testable import Reactor

@Suite struct HostileAssociationTests {
  @Test func `flights with wrong bits trap nothing, and whole ones still pass`() async throws {
    for seed in UInt64(0)..<48 {
      var random = Seeded(seed: seed)
      var rig = try DTLSRig()
      let end = try DTLSRig.end()
      _ = end.step()
      for _ in 0..<4 {
        let flight = end.takeAll()
        guard !flight.isEmpty else { break }
        for _ in 0..<6 {
          var wrong = flight
          for _ in 0..<1 + random.below(4) {
            wrong[random.below(wrong.count)] ^= UInt8(1 << random.below(8))
          }
          wrong.removeLast(random.below(wrong.count))
          _ = try rig.exchange(wrong)
        }
        for datagram in try rig.exchange(flight) {
          end.feed(datagram)
          _ = end.step()
        }
        await Task.yield()
      }
      let strays = rig.server.reactor.associationCount
      #expect(strays <= 2)
      let other = try DTLSRig.end()
      #expect(try rig.handshake(other) == .done)
      #expect(try rig.exchange([1, 2], through: other).last == [1, 2])
    }
  }

  @Test func `records with wrong bits are dropped, and the association lives on`() throws {
    var rig = try DTLSRig()
    let end = try DTLSRig.end()
    #expect(try rig.handshake(end) == .done)
    var random = Seeded(seed: 9)
    for number in 0..<200 {
      #expect(end.send([UInt8(number), 1, 2]))
      var wrong = end.takeAll()
      wrong[1 + random.below(wrong.count - 1)] ^= UInt8(1 << random.below(8))
      #expect(try rig.exchange(wrong).isEmpty)
    }
    #expect(rig.server.probe.facts.isEmpty)
    #expect(try rig.exchange([7], through: end) == [[7]])
  }
}
