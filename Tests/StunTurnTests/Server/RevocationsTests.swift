import TestSupport
import Testing

@testable import StunTurn

@Suite struct RevocationsTests {
  @Test func `a name is refused up to its end`() {
    var revocations = Revocations(limit: 4)
    let forgotten = revocations.insert("a", until: 100, at: 10)
    #expect(forgotten == nil)
    #expect(revocations.contains("a", at: 10) && revocations.contains("a", at: 99))
    #expect(!revocations.contains("a", at: 100) && !revocations.contains("b", at: 10))
  }

  @Test func `the later of two ends holds, and one in the past is none`() {
    var revocations = Revocations(limit: 4)
    _ = revocations.insert("a", until: 100, at: 10)
    _ = revocations.insert("a", until: 50, at: 10)
    _ = revocations.insert("b", until: 10, at: 10)
    #expect(revocations.contains("a", at: 99) && revocations.count == 1)
    _ = revocations.insert("a", until: 200, at: 10)
    _ = revocations.insert("c", until: 300, at: 150)
    #expect(revocations.contains("a", at: 199) && revocations.count == 2)
  }

  @Test func `who is readmitted is not refused, and can be revoked again`() {
    var revocations = Revocations(limit: 4)
    _ = revocations.insert("a", until: 100, at: 10)
    revocations.remove("a")
    #expect(!revocations.contains("a", at: 11))
    _ = revocations.insert("a", until: 100, at: 12)
    #expect(revocations.contains("a", at: 13))
  }

  @Test func `a full table forgets who would expire first, and says whom`() {
    var revocations = Revocations(limit: 3)
    let told = [("a", 300), ("b", 100), ("c", 200), ("d", 400), ("e", 50)].map { name, end in
      revocations.insert(name, until: Int64(end), at: 10)
    }
    #expect(told == [nil, nil, nil, "b", "e"])
    #expect(revocations.count == 3)
    let present = ["a", "b", "c", "d", "e"].filter { revocations.contains($0, at: 20) }
    #expect(present == ["a", "c", "d"])
  }

  @Test func `whatever happens it holds no more than its limit and those that end last`() async {
    await forEachSeed(32) { seed in
      var random = Seeded(seed: seed)
      var revocations = Revocations(limit: 8)
      var model: [String: Int64] = [:]
      var now: Int64 = 0
      for _ in 0..<400 {
        now += Int64(random.next() % 3)
        let name = "\(random.next() % 12)"
        if random.next() % 6 == 0 {
          revocations.remove(name)
          model[name] = nil
          continue
        }
        let end = now + Int64(random.next() % 200)
        let forgotten = revocations.insert(name, until: end, at: now)
        model = model.filter { $0.value > now }
        if end > now, model[name] ?? 0 < end { model[name] = end }
        if model.count > 8 {
          let least = model.values.min()
          #expect(forgotten.flatMap { model[$0] } == least)
          if let forgotten { model[forgotten] = nil }
        } else {
          #expect(forgotten == nil)
        }
        #expect(model.allSatisfy { revocations.contains($0.key, at: now) })
        #expect(revocations.count == model.count)
      }
    }
  }
}
