import Conformance
import SansIO
import StunTurn
import TestSupport
import Testing

/// Every kind of wrong server is noticed, by the check that is about it.
struct MutationTests {
  private static let all =
    Mutation.messages + Mutation.credentials + Mutation.allocations + Mutation.relaying

  @Test(arguments: all)
  func `a wrong server fails the check that is about it`(mutation: Mutation) throws {
    let checks = Check.all.filter { mutation.noticedBy.contains($0.name) }
    #expect(checks.count == mutation.noticedBy.count, "\(mutation.noticedBy)")
    let needsSecret = mutation.noticedBy.contains("refresh.other-user")
    let bench = try Bench(
      checks, mutation: mutation,
      credentials: needsSecret
        ? .secret("shh", user: "carol") : .password(user: "alice", password: "wonder"))
    for (name, outcome) in bench.run() {
      guard case .failed(let finding) = outcome else {
        Issue.record("\(name): \(outcome)")
        continue
      }
      #expect(!finding.expected.isEmpty && !finding.came.isEmpty && !finding.sent.isEmpty)
    }
  }

  @Test func `nearly every check of datagrams has a server that fails it`() {
    let noticed = Set(Self.all.flatMap(\.noticedBy))
    let left = Check.all.filter { check in
      !noticed.contains(check.name) && check.section != .extensions && check.section != .streams
    }
    #expect(left.count < 60, "\(left.map(\.name))")
  }
}
