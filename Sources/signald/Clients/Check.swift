import Conformance
import SansIO
import SignaldKit

/// Checks TURN servers and prints what came of it; fails if a check did.
func check(_ options: CheckOptions) async throws(RuntimeError) {
  guard let credentials = options.credentials else {
    return try Output.print(CheckText.list(options.checks, asJSON: options.client.asJSON))
  }
  var tallies: [CheckTally] = []
  for server in options.servers {
    let dial = try await server.dial(options.client)
    let report: ServerExamination.Report
    do throws(ClientError) {
      report = try await ServerExamination.run(
        options.checks, of: dial, credentials: credentials, peer: options.peer,
        isSlow: options.isSlow)
    } catch {
      throw RuntimeError(error, at: server)
    }
    switch report {
    case .unreachable(let finding):
      throw .other("\(server): no TURN server: an Allocate request had \(finding.came)")
    case .judged(let outcomes):
      let results = zip(options.checks, outcomes).map { ($0, $1) }
      tallies.append(CheckTally(server, outcomes))
      try Output.print(
        options.client.asJSON
          ? CheckText.json(results, of: server, at: dial.endpoint)
          : CheckText.plain(results, of: server))
    }
  }
  if !options.client.asJSON { try Output.print(CheckText.table(tallies)) }
  let failed = tallies.reduce(0) { $0 + $1.failed }
  if failed > 0 { throw .other("\(failed) \(failed == 1 ? "check" : "checks") failed") }
}
