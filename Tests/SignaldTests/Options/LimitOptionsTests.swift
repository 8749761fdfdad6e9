import SansIO
import StunTurn
import Testing

@testable import signald

struct LimitOptionsTests {
  private let world = World()

  @Test func `every limit arrives in its field`() throws {
    let limits = try world.serve(
      "--max-allocations=9", "--max-allocations-per-user=3", "--max-permissions-per-allocation=4",
      "--max-channels-per-allocation=5", "--max-lifetime=700", "--max-bandwidth=2G",
      "--max-bandwidth-per-user=64k", "--max-bandwidth-per-allocation=5000",
      "--max-unverified-answers=7"
    ).limits
    #expect(limits.allocations == 9 && limits.allocationsPerUser == 3)
    #expect(limits.permissionsPerAllocation == 4 && limits.channelsPerAllocation == 5)
    #expect(limits.maximumLifetimeSeconds == 700)
    #expect(limits.bitsPerSecond == 2_000_000_000 && limits.bitsPerSecondPerUser == 64_000)
    #expect(limits.bitsPerSecondPerAllocation == 5000)
    #expect(limits.unverifiedAnswersPerSecond == 7 && limits.unverifiedBurst == 14)
  }

  @Test func `nothing given, and off, mean the library's defaults`() throws {
    #expect(try world.serve().limits == TURNServer.Limits())
    let off = try world.serve(
      "--max-allocations-per-user=off", "--max-bandwidth=off", "--max-bandwidth-per-user=off",
      "--max-bandwidth-per-allocation=off")
    #expect(off.limits == TURNServer.Limits())
    let unlimited = try world.serve("--max-unverified-answers=off").limits
    #expect(unlimited.unverifiedAnswersPerSecond == nil)
  }

  @Test(arguments: [
    ("--max-allocations=0", "is not a number that is allowed here; write one from 1 to 10000000"),
    (
      "--max-allocations-per-user=x",
      "is not a number that is allowed here; write one from 1 to 10000000, or off"
    ),
    (
      "--max-bandwidth=4",
      "is not a rate in bits a second; write one such as 500k, 4M or 1G, or off"
    ),
    (
      "--max-bandwidth=M",
      "is not a rate in bits a second; write one such as 500k, 4M or 1G, or off"
    ),
    (
      "--max-bandwidth=-1M",
      "is not a rate in bits a second; write one such as 500k, 4M or 1G, or off"
    ),
    (
      "--max-bandwidth=99999999999999999999G",
      "is not a rate in bits a second; write one such as 500k, 4M or 1G, or off"
    ),
    ("--max-lifetime=10", "is not a number that is allowed here; write one from 600 to 86400"),
  ])
  func `a limit that makes no sense is refused`(word: String, complaint: String) {
    let parts = word.split(separator: "=")
    #expect(world.complaint(word) == "\(parts[0]): '\(parts[1])' \(complaint)")
  }
}
