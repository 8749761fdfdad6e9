import TestSupport
import Testing

@testable import StunTurn

@Suite struct RouteTableTests {
  @Test func `it finds what was inserted and not removed, against a dictionary`() {
    for seed in 0..<64 as Range<UInt64> {
      var random = Seeded(seed: seed)
      var table = RouteTable()
      var model: [UInt32: UInt32] = [:]
      // Few distinct hashes make long runs, also around the end of the array.
      let spread = UInt64([8, 64, 1 << 32][Int(seed % 3)])
      func hash(_ slot: UInt32) -> UInt32 {
        var mixed = Seeded(seed: UInt64(slot))
        return UInt32(truncatingIfNeeded: mixed.next() % spread &- 4)
      }
      for _ in 0..<600 {
        let slot = UInt32(random.below(200))
        if model[slot] == nil {
          table.insert(hash(slot), slot: slot)
          model[slot] = hash(slot)
        } else if random.chance(0.7) {
          table.remove(hash(slot), slot: slot)
          model[slot] = nil
        }
      }
      let count = table.count
      #expect(count == model.count, "seed \(seed)")
      for slot in 0..<200 as Range<UInt32> {
        let found = table.slot(hash(slot)) { $0 == slot }
        #expect(found == (model[slot] == nil ? nil : slot), "seed \(seed)")
      }
    }
  }

  @Test func `removing what is not there changes nothing`() {
    var table = RouteTable()
    table.insert(5, slot: 1)
    table.remove(5, slot: 2)
    table.remove(6, slot: 1)
    let found = table.slot(5) { $0 == 1 }
    #expect(found == 1)
    let count = table.count
    #expect(count == 1)
  }

  @Test func `the same hash is told apart by the record`() {
    var table = RouteTable()
    for slot in 0..<40 as Range<UInt32> { table.insert(63, slot: slot) }
    for slot in 0..<40 as Range<UInt32> {
      let found = table.slot(63) { $0 == slot }
      #expect(found == slot)
    }
    let none = table.slot(63) { _ in false }
    #expect(none == nil)
  }
}
