import Testing

@testable import Reactor

@Suite struct SlotTableTests {
  /// Counts its end.
  struct Thing: ~Copyable {
    final class Ends { var count = 0 }
    let number: Int
    let ends: Ends
    deinit { ends.count += 1 }
  }

  @Test func `an index is used again under another generation`() {
    let ends = Thing.Ends()
    var table = SlotTable<Thing>()
    let (index, generation) = table.next
    table.insert(Thing(number: 1, ends: ends))
    _ = table.remove(Int(index))
    #expect(ends.count == 1)
    #expect(table.next.index == index)
    #expect(table.next.generation == generation + 1)
    table.insert(Thing(number: 2, ends: ends))
    let isOld = table.holds(Int(index), generation)
    let isNew = table.holds(Int(index), generation + 1)
    #expect(!isOld)
    #expect(isNew)
    #expect(table.count == 1)
  }

  @Test func `a generation wraps around`() {
    let ends = Thing.Ends()
    var table = SlotTable<Thing>()
    for _ in 0...Int(UInt16.max) {
      table.insert(Thing(number: 1, ends: ends))
      _ = table.remove(0)
    }
    #expect(table.next.generation == 0)
    #expect(ends.count == 65_536)
  }

  @Test func `a growing table keeps what it holds, and ends it with itself`() {
    let ends = Thing.Ends()
    do {
      var table = SlotTable<Thing>()
      for number in 0..<100 { table.insert(Thing(number: number, ends: ends)) }
      for number in 0..<100 {
        let found = table[number].number
        #expect(found == number)
      }
      _ = table.remove(50)
      #expect(ends.count == 1)
      #expect(table.end == 100)
    }
    #expect(ends.count == 100)
  }
}
