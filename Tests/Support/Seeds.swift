import Foundation
import Synchronization
public import Testing

/// Runs `body` with the seeds 1 to `count`, or only with the environment's `SEED`.
///
/// The first seed with an issue ends the run and prints a line that repeats it. Other tests get
/// their turn after every seed: tasks that wait for sockets share the threads with all of these.
public func forEachSeed<E: Error>(
  _ count: Int, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: (UInt64) throws(E) -> Void
) async throws(E) {
  let only = ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) }
  for seed in only.map({ $0...$0 }) ?? 1...UInt64(count) {
    await Task.yield()
    let failures = Mutex(0)
    var thrown: E?
    // Known issues are not meant here: the matcher is the one place that sees every issue.
    withKnownIssue(isIntermittent: true, sourceLocation: sourceLocation) {
      do throws(E) {
        try body(seed)
      } catch {
        thrown = error
      }
    } matching: { _ in
      failures.withLock { $0 += 1 }
      return false
    }
    if thrown != nil || failures.withLock({ $0 }) > 0 {
      Issue.record("\(repetition(of: seed, at: sourceLocation))", sourceLocation: sourceLocation)
      if let thrown { throw thrown }
      return
    }
  }
}

/// The command that repeats a seed of the current test.
private func repetition(of seed: UInt64, at location: SourceLocation) -> String {
  let name = (Test.current?.name ?? location.fileName).filter { $0 != "`" }
  let safe = String(name.map { $0.isLetter || $0.isNumber || $0 == " " ? $0 : "." })
  return "SEED=\(seed) swift test --filter '\(safe)'"
}
