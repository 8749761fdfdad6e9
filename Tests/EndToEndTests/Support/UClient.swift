import SansIO
import Testing

/// Debian's TURN client.
enum UClient {
  /// Credentials of the user u with the password p.
  static let user = ["-u", "u", "-w", "p"]

  /// Runs it against a server with traffic to a peer.
  static func run(
    _ words: [String], through server: Endpoint, to peer: Endpoint, in scratch: Scratch
  ) async throws -> Outcome {
    try await Outcome(
      .system("turnutils_uclient"),
      words + [
        "-e", "\(peer.address)", "-r", "\(peer.port)", "-p", "\(server.port)",
        "\(server.address)",
      ], in: scratch)
  }

  /// Sees that everything went through.
  static func expectPassed(
    _ outcome: Outcome, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let text = outcome.output + outcome.errors
    #expect(outcome.status == 0, "\(text)", sourceLocation: sourceLocation)
    #expect(text.contains("Total lost packets 0 "), "\(text)", sourceLocation: sourceLocation)
    // Over TLS it tries versions at random, among them those nobody should speak any more.
    let lines = text.split(separator: "\n").filter { !$0.contains("alert protocol version") }
    #expect(
      !lines.contains { $0.contains("rror") }, "\(text)", sourceLocation: sourceLocation)
  }

  /// Sees that nothing was lost, where one of a pair leaves before the other and is missed.
  static func expectNothingLost(
    _ outcome: Outcome, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let text = outcome.output + outcome.errors
    #expect(outcome.status == 0, "\(text)", sourceLocation: sourceLocation)
    #expect(text.contains("Total lost packets 0 "), "\(text)", sourceLocation: sourceLocation)
  }
}
