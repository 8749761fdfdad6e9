import SansIO
import Testing
import TestSupport

@testable import StunTurn

/// The table of budgets under a flood of forged sources.
@Suite struct SourceBudgetTests {
  private let now = Instant(nanoseconds: 1_000_000_000_000)

  private func budget(seed: UInt64 = 1, rate: UInt64? = 10, burst: UInt64 = 20) -> SourceBudget {
    var limits = TURNServer.Limits()
    limits.unverifiedAnswersPerSecond = rate
    limits.unverifiedBurst = burst
    return SourceBudget(limits, mixer: Mixer(seed: seed))
  }

  @Test func `a flood of forged sources leaves a client that was quiet its answers`() {
    var starved = 0
    for seed in 0..<16 as Range<UInt64> {
      var budget = budget(seed: seed)
      var random = Seeded(seed: seed)
      // A million sources ask once each within a second: sixty times the number of places.
      for number in 0..<100_000 as Range<UInt64> {
        let at = now.adding(nanoseconds: number * 10_000)
        _ = budget.admits(.v4(UInt32(truncatingIfNeeded: random.next()) | 0x2000_0000), at: at)
      }
      if !budget.admits(address("198.51.100.20"), at: now.adding(seconds: 1)) { starved += 1 }
    }
    #expect(starved == 0)
  }

  @Test func `one source that asks without end takes nothing from the others`() {
    var budget = budget()
    var own = 0
    for number in 0..<100_000 as Range<UInt64> {
      let at = now.adding(nanoseconds: number * 10_000)
      if budget.admits(address("192.0.2.1"), at: at) { own += 1 }
    }
    #expect((29...30).contains(own))
    var random = Seeded(seed: 7)
    let others = (0..<1000).filter { _ in
      budget.admits(.v4(UInt32(truncatingIfNeeded: random.next())), at: now.adding(seconds: 1))
    }
    #expect(others.count >= 999)
  }

  @Test func `in any span of time a source gets no more than its burst and its rate`() async {
    await forEachSeed(16) { seed in
      var random = Seeded(seed: seed)
      var budget = budget(seed: seed)
      var at = now
      var answers: [UInt64] = []
      for _ in 0..<2000 {
        at = at.adding(nanoseconds: UInt64(random.below(40_000_000)))
        // Others share places with it now and then.
        for _ in 0..<random.below(4) {
          _ = budget.admits(.v4(UInt32(random.below(1 << 20))), at: at)
        }
        if budget.admits(address("192.0.2.1"), at: at) { answers.append(at.nanoseconds) }
      }
      for (place, start) in answers.enumerated() {
        for end in place..<min(place + 60, answers.count) {
          let span = answers[end] - start
          #expect(UInt64(end - place + 1) <= 20 + span / 100_000_000 + 1)
        }
      }
    }
  }

  @Test func `extreme limits trap nothing`() {
    for rate in [0, 1, .max] as [UInt64] {
      for burst in [0, 1, .max] as [UInt64] {
        var budget = budget(rate: rate, burst: burst)
        let first = budget.admits(address("192.0.2.1"), at: now)
        #expect(first == (burst > 0 || rate == .max))
        _ = budget.admits(address("2001:db8::1"), at: .distantFuture)
      }
    }
    var unlimited = budget(rate: nil)
    for _ in 0..<10_000 {
      let isAdmitted = unlimited.admits(address("192.0.2.1"), at: now)
      #expect(isAdmitted)
    }
  }
}
