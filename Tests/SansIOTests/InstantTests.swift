import SansIO
import Testing

/// Time as a value.
struct InstantTests {
  let start = Instant(nanoseconds: 5)

  @Test func `spans of all units add up`() {
    #expect(start.adding(seconds: 2).nanoseconds == 2_000_000_005)
    #expect(start.adding(milliseconds: 2).nanoseconds == 2_000_005)
    #expect(start.adding(nanoseconds: 2).nanoseconds == 7)
    #expect(start.adding(nanoseconds: 0) == start)
  }

  @Test(arguments: [.max, .max / 1_000_000, .max - 4, 18_446_744_074] as [UInt64])
  func `what lies beyond the end is the distant future`(_ span: UInt64) {
    #expect(start.adding(seconds: span) == .distantFuture)
    #expect(Instant.distantFuture.adding(milliseconds: span) == .distantFuture)
    #expect(Instant.distantFuture.adding(nanoseconds: span) == .distantFuture)
  }

  @Test func `the last instant before saturation is exact`() {
    #expect(start.adding(nanoseconds: .max - 5).nanoseconds == .max)
    #expect(start.adding(nanoseconds: .max - 6).nanoseconds == UInt64.max - 1)
    #expect(
      Instant(nanoseconds: 0).adding(seconds: 18_446_744_073).nanoseconds
        == 18_446_744_073_000_000_000)
  }

  @Test func `time passed is never negative`() {
    #expect(Instant(nanoseconds: 9).nanoseconds(since: start) == 4)
    #expect(start.nanoseconds(since: start) == 0)
    #expect(start.nanoseconds(since: .distantFuture) == 0)
    #expect(Instant.distantFuture.nanoseconds(since: Instant(nanoseconds: 0)) == .max)
  }

  @Test func `instants are ordered`() {
    #expect(start < Instant(nanoseconds: 6))
    #expect(!(start < start))
    #expect(max(start, .distantFuture) == .distantFuture)
  }
}
