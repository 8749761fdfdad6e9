/// What came of a program that ran to its end.
struct Outcome {
  let status: Int32
  let output: String
  let errors: String

  /// Runs a program to its end.
  init(
    _ tool: Tool, _ words: [String], in scratch: Scratch, environment: [String: String] = [:]
  ) async throws {
    let running = try Running(tool, words, in: scratch, environment: environment)
    status = try await running.status()
    output = running.output
    errors = running.errors
  }

  /// The lines of the output.
  var lines: [Substring] { output.split(separator: "\n") }
}

/// Runs our own program to its end in a directory of its own.
func signald(_ words: String..., environment: [String: String] = [:]) async throws -> Outcome {
  try await Scratch.with { scratch in
    try await Outcome(.signald, words, in: scratch, environment: environment)
  }
}
