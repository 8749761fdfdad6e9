import Conformance
import SansIO
import StunTurn
import TestSupport
import Testing

/// The examiner of an honest server, and of none.
struct ExaminerTests {
  /// Checks that are skipped with a server that has no streams and no extensions.
  private func expectPassed(_ verdicts: [String: CheckOutcome], skipping allowed: Set<String>) {
    for (name, verdict) in verdicts.sorted(by: { $0.key < $1.key }) {
      switch verdict {
      case .passed: break
      case .skipped(let reason):
        let isAllowed = allowed.contains(name) || allowed.contains(reason)
        #expect(isAllowed, "\(name): \(reason)")
      case .failed(let finding): Issue.record("\(name): \(finding)")
      }
    }
  }

  private static let expected: Set = [
    "for stream transports only", "the server offers no OTHER-ADDRESS",
    "needs a second user; see --secret", "takes minutes; see --slow",
    "the server offers no PASSWORD-ALGORITHMS", "the server ignores ADDITIONAL-ADDRESS-FAMILY",
    "the server ignores MOBILITY-TICKET", "the server forbids mobility",
  ]

  @Test func `an honest server passes every check`() throws {
    let verdicts = try Bench().run()
    #expect(verdicts.count == Check.all.count)
    expectPassed(verdicts, skipping: Self.expected)
  }

  @Test func `an honest server passes what takes minutes, and what takes a second user`() throws {
    let bench = try Bench(isSlow: true, credentials: .secret("shh", user: "carol"))
    let verdicts = bench.run()
    expectPassed(
      verdicts,
      skipping: Self.expected.subtracting([
        "needs a second user; see --secret", "takes minutes; see --slow",
      ]).union(["the nonce does not announce USERHASH"]))
    #expect(verdicts["refresh.other-user"] == .passed(note: nil))
    #expect(verdicts["channels.expiry"] == .passed(note: nil))
  }

  @Test func `nothing is left allocated or open`() throws {
    let bench = try Bench()
    _ = bench.run()
    bench.world.run(seconds: 60)
    #expect(bench.examiner.boundEndpoints.isEmpty)
    #expect(bench.server.boundEndpoints == [Bench.listener])
  }

  @Test func `a server that is not there is said to be unreachable`() throws {
    let bench = try Bench(
      mutation: Mutation("is not there").requests { bytes, _ in bytes = [] })
    #expect(bench.run().isEmpty)
    guard case .unreachable(let finding) = bench.examiner.heard.first else {
      Issue.record("\(bench.examiner.heard)")
      return
    }
    #expect(finding.sent == "Allocate request" && finding.came == "no answer")
  }

  @Test func `names of checks are unique and begin with their section`() {
    #expect(Set(Check.all.map(\.name)).count == Check.all.count)
    for check in Check.all {
      #expect(check.name.hasPrefix(check.section.rawValue + "."))
      #expect(check.reference.hasPrefix("RFC "))
      #expect(!check.title.hasSuffix("."))
    }
    #expect(Set(Check.all.map(\.section)) == Set(Section.allCases))
  }
}
