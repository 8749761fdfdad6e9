import SansIO
import TestSupport
import Testing

/// The timing wheel against a list that is searched from end to end.
struct TimersTests {
  private struct Model {
    var due: Instant
    var id: Timers<Int>.ID
  }

  @Test func `timers fire never early, at most one resolution late, and once`() async {
    await forEachSeed(256) { seed in
      var random = Seeded(seed: seed)
      var timers = Timers<Int>()
      var model: [Int: Model] = [:]
      var stale: [Timers<Int>.ID] = []
      // Some wheels start far from zero, where digits of all levels are in use.
      var now = Instant(nanoseconds: random.chance(0.5) ? 0 : random.next() >> 2)
      for key in 0..<200 {
        switch random.below(6) {
        case 0...2:
          let due = now.adding(nanoseconds: span(&random))
          model[key] = Model(due: due, id: timers.schedule(key, at: due))
        case 3:
          guard let victim = model.keys.sorted().randomElement(using: &random),
            let cancelled = model.removeValue(forKey: victim)
          else { break }
          #expect(timers.isScheduled(cancelled.id) == true)
          timers.cancel(cancelled.id)
          stale.append(cancelled.id)
        case 4:
          for id in stale { timers.cancel(id) }
          #expect(stale.allSatisfy { !timers.isScheduled($0) })
        default: now = now.adding(nanoseconds: span(&random))
        }
        while let fired = timers.next(at: now) {
          guard let timer = model.removeValue(forKey: fired) else {
            Issue.record("\(fired) fired without being scheduled")
            return
          }
          #expect(timer.due <= now)
          stale.append(timer.id)
        }
        let overdue = model.values.filter {
          $0.due.adding(nanoseconds: Timers<Int>.resolution) <= now
        }
        #expect(overdue.isEmpty)
        #expect(timers.count == model.count)
        #expect(model.values.allSatisfy { timers.isScheduled($0.id) })
        #expect(isPlausible(timers.earliest, for: model.values.map(\.due), at: now))
      }
    }
  }

  /// Asked at `earliest`, and again while it moves, the wheel yields everything in time.
  @Test func `asking only when told to is enough`() async {
    await forEachSeed(128) { seed in
      var random = Seeded(seed: seed)
      var timers = Timers<Int>()
      var due: [Int: Instant] = [:]
      let start = Instant(nanoseconds: random.next() >> 4)
      for key in 0..<100 {
        let instant = start.adding(nanoseconds: span(&random))
        due[key] = instant
        _ = timers.schedule(key, at: instant)
      }
      var questions = 0
      while let next = timers.earliest {
        questions += 1
        guard questions < 2000 else {
          Issue.record("the wheel livelocks with \(timers.count) timers left")
          return
        }
        let now = max(start, next)
        while let key = timers.next(at: now) {
          let deadline = due.removeValue(forKey: key) ?? .distantFuture
          #expect(deadline <= now)
          #expect(now.nanoseconds(since: deadline) <= Timers<Int>.resolution || now == start)
        }
      }
      #expect(due.isEmpty && timers.count == 0)
    }
  }

  private func span(_ random: inout Seeded) -> UInt64 {
    // Spans of all magnitudes up to three years.
    random.next() >> UInt64(random.pick(8...63))
  }

  /// The wheel may ask to be looked at early, but never later than the first timer may fire.
  private func isPlausible(_ earliest: Instant?, for due: [Instant], at now: Instant) -> Bool {
    guard let first = due.min() else { return earliest == nil }
    guard let earliest else { return false }
    return earliest <= first.adding(nanoseconds: Timers<Int>.resolution)
  }

  @Test func `a deadline beyond the horizon of the wheel fires in its time`() {
    var timers = Timers<Int>()
    let year: UInt64 = 365 * 86_400
    let start = Instant(nanoseconds: 0)
    _ = timers.schedule(1, at: start.adding(seconds: 5 * year))
    _ = timers.schedule(2, at: .distantFuture)
    for half in 1...9 as ClosedRange<UInt64> {
      #expect(timers.next(at: start.adding(seconds: half * year / 2)) == nil)
    }
    #expect(timers.next(at: start.adding(seconds: 5 * year).adding(milliseconds: 2)) == 1)
    #expect(timers.next(at: start.adding(seconds: 500 * year)) == nil)
    #expect(timers.count == 1)
  }

  @Test func `a wheel that turns over fires nothing early`() {
    var timers = Timers<Int>()
    // Six levels of six bits over ticks of 2^20 ns.
    let end = Instant(nanoseconds: 1 << 56)
    let eve = Instant(nanoseconds: (1 << 56) - 60_000_000_000)
    #expect(timers.next(at: eve) == nil)
    _ = timers.schedule(1, at: eve.adding(seconds: 30))
    _ = timers.schedule(2, at: end)
    _ = timers.schedule(3, at: end.adding(seconds: 600))
    #expect(timers.next(at: eve.adding(seconds: 29)) == nil)
    #expect(timers.next(at: eve.adding(seconds: 31)) == 1)
    #expect(timers.next(at: Instant(nanoseconds: end.nanoseconds - 1)) == nil)
    #expect(timers.next(at: end.adding(milliseconds: 2)) == 2)
    #expect(timers.next(at: end.adding(seconds: 599)) == nil)
    #expect(timers.next(at: end.adding(seconds: 601)) == 3)
  }

  @Test func `a deadline in the past fires at once`() {
    var timers = Timers<Int>()
    let now = Instant(nanoseconds: 1 << 50)
    #expect(timers.next(at: now) == nil)
    _ = timers.schedule(7, at: Instant(nanoseconds: 5))
    #expect(timers.earliest.map { $0 <= now } == true)
    #expect(timers.next(at: now) == 7)
    #expect(timers.next(at: now) == nil && timers.earliest == nil)
  }

  @Test func `a timer set while others fire is not lost`() {
    var timers = Timers<Int>()
    let now = Instant(nanoseconds: 1 << 40)
    for key in 0..<3 { _ = timers.schedule(key, at: Instant(nanoseconds: 10)) }
    var fired: [Int] = []
    while let key = timers.next(at: now) {
      fired.append(key)
      if key < 3 { _ = timers.schedule(key + 10, at: Instant(nanoseconds: 20)) }
    }
    #expect(fired.sorted() == [0, 1, 2, 10, 11, 12])
  }

  @Test func `an old name does not reach the timer that took its place`() {
    var timers = Timers<Int>()
    let due = Instant(nanoseconds: 1 << 30)
    let old = timers.schedule(1, at: due)
    timers.cancel(old)
    let new = timers.schedule(2, at: due)
    timers.cancel(old)
    #expect(!timers.isScheduled(old) && timers.isScheduled(new) && timers.count == 1)
    #expect(timers.next(at: .distantFuture) == 2)
    timers.cancel(new)
    #expect(timers.count == 0 && timers.earliest == nil)
  }

  @Test func `a timer cancelled after it came due does not fire`() {
    var timers = Timers<Int>()
    let ids = (0..<3).map { timers.schedule($0, at: Instant(nanoseconds: 10)) }
    let first = timers.next(at: .distantFuture)
    for (key, id) in ids.enumerated() where key != first { timers.cancel(id) }
    #expect(timers.next(at: .distantFuture) == nil)
  }
}
