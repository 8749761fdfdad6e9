import Conformance

/// How many checks of a server had which outcome.
struct CheckTally: Equatable {
  /// The server.
  let server: ServerAddress
  /// How many passed.
  private(set) var passed = 0
  /// How many failed.
  private(set) var failed = 0
  /// How many were skipped.
  private(set) var skipped = 0

  /// Counts outcomes.
  init(_ server: ServerAddress, _ outcomes: [CheckOutcome]) {
    self.server = server
    for outcome in outcomes {
      switch outcome {
      case .passed: passed += 1
      case .failed: failed += 1
      case .skipped: skipped += 1
      }
    }
  }
}
