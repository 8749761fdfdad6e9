import SansIO
import Testing

@Suite struct TokenBucketTests {
  private let now = Instant(nanoseconds: 1000)

  @Test func `it gives what it holds, and what time pays for`() {
    var bucket = TokenBucket()
    let taken = (0..<5).filter { _ in bucket.take(10, of: 30, at: now) }
    #expect(taken.count == 3)
    let early = bucket.take(10, of: 30, at: now.adding(nanoseconds: 9))
    let due = bucket.take(10, of: 30, at: now.adding(nanoseconds: 10))
    #expect(!early && due)
    #expect(!bucket.isFull(at: now.adding(nanoseconds: 39)))
    #expect(bucket.isFull(at: now.adding(nanoseconds: 40)))
  }

  @Test func `asking whether it holds a price takes nothing`() {
    var bucket = TokenBucket()
    for _ in 0..<10 { #expect(bucket.holds(30, of: 30, at: now)) }
    #expect(!bucket.holds(31, of: 30, at: now))
    let isTaken = bucket.take(30, of: 30, at: now)
    #expect(isTaken && !bucket.holds(1, of: 30, at: now))
  }

  @Test func `who is charged beyond what is there waits longer; who drains it does not`() {
    var charged = TokenBucket()
    var drained = TokenBucket()
    for _ in 0..<10 {
      _ = charged.charge(10, of: 30, at: now)
      drained.drain(10, of: 30, at: now)
    }
    let later = now.adding(nanoseconds: 30)
    let afterCharge = charged.take(10, of: 30, at: later)
    let afterDrain = drained.take(10, of: 30, at: later)
    #expect(!afterCharge && afterDrain)
    #expect(charged.isFull(at: now.adding(nanoseconds: 100)))
  }

  @Test func `extremes trap nothing`() {
    for price in [0, 1, .max] as [UInt64] {
      for capacity in [0, 1, .max] as [UInt64] {
        for start in [0, 1, .max] as [UInt64] {
          var bucket = TokenBucket()
          let instant = Instant(nanoseconds: start)
          _ = bucket.take(price, of: capacity, at: instant)
          _ = bucket.charge(price, of: capacity, at: instant)
          bucket.drain(price, of: capacity, at: instant)
          let isFree = bucket.take(0, of: .max, at: instant)
          #expect(isFree)
        }
      }
    }
  }
}
