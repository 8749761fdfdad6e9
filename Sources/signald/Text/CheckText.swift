import Conformance
import SansIO

/// Makes the texts of `check`. What a server sent is shown without control characters.
enum CheckText {
  /// The checks there are, one a line.
  static func list(_ checks: [Check], asJSON: Bool) -> String {
    if asJSON { return checks.map { object($0).line }.joined() }
    let width = checks.map(\.name.count).max() ?? 0
    return checks.map { check in
      "\(padded(check.name, width))  \(check.reference): \(check.title)\n"
    }.joined()
  }

  /// What came of the checks of one server, one paragraph each.
  static func plain(_ results: [(Check, CheckOutcome)], of server: ServerAddress) -> String {
    let width = results.map(\.0.name.count).max() ?? 0
    let lines = results.map { check, outcome in
      let about = "\(padded(check.name, width))  \(check.reference): \(check.title)"
      switch outcome {
      case .passed(let note): return "pass  \(about)" + (note.map { " (\($0))" } ?? "")
      case .skipped(let reason): return "skip  \(about) (\(reason))"
      case .failed(let finding):
        return """
          FAIL  \(about)
                sent      \(Log.printable(finding.sent))
                expected  \(Log.printable(finding.expected))
                came      \(Log.printable(finding.came))
          """
      }
    }
    return "\(server)\n\n" + lines.joined(separator: "\n") + "\n\n"
  }

  /// What came of the checks of one server, one JSON object a line, and one with the sums.
  static func json(
    _ results: [(Check, CheckOutcome)], of server: ServerAddress, at endpoint: Endpoint
  ) -> String {
    let tally = CheckTally(server, results.map(\.1))
    var sums = JSONObject()
    sums.set("server", "\(endpoint)")
    sums.set("transport", server.transport.rawValue)
    sums.set("passed", tally.passed)
    sums.set("failed", tally.failed)
    sums.set("skipped", tally.skipped)
    return results.map { check, outcome in
      var object = object(check)
      object.set("server", "\(endpoint)")
      object.set("transport", server.transport.rawValue)
      add(outcome, to: &object)
      return object.line
    }.joined() + sums.line
  }

  /// The sums of all servers.
  static func table(_ tallies: [CheckTally]) -> String {
    let width = max(6, tallies.map { "\($0.server)".count }.max() ?? 0)
    let head = "\(padded("server", width))  passed  failed  skipped\n"
    return tallies.reduce(into: head) { text, tally in
      let sums = zip([6, 6, 7], [tally.passed, tally.failed, tally.skipped]).map { width, sum in
        String(repeating: " ", count: max(0, width - "\(sum)".count)) + "\(sum)"
      }
      text += "\(padded("\(tally.server)", width))  \(sums.joined(separator: "  "))\n"
    }
  }

  private static func object(_ check: Check) -> JSONObject {
    var object = JSONObject()
    object.set("check", check.name)
    object.set("section", check.section.rawValue)
    object.set("reference", check.reference)
    object.set("title", check.title)
    return object
  }

  private static func add(_ outcome: CheckOutcome, to object: inout JSONObject) {
    switch outcome {
    case .passed(let note):
      object.set("outcome", "passed")
      object.set("note", note)
    case .skipped(let reason):
      object.set("outcome", "skipped")
      object.set("reason", reason)
    case .failed(let finding):
      object.set("outcome", "failed")
      object.set("sent", finding.sent)
      object.set("expected", finding.expected)
      object.set("came", finding.came)
      object.set("sent_bytes", finding.sentBytes)
      object.set("came_bytes", finding.cameBytes)
    }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
