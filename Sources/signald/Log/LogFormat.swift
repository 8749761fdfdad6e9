/// How log lines are written.
enum LogFormat: String, CaseIterable, Hashable, Sendable {
  /// For people.
  case text
  /// For programs: one JSON object a line.
  case json

  /// The style of the log's lines.
  var style: Log.Style { self == .json ? .json : Log.fittingStyle }

  /// Reads `text` or `json`.
  @Sendable static func parse(_ text: String) throws(BadValue) -> LogFormat {
    guard let format = LogFormat(rawValue: text) else {
      throw BadValue(text, "is not a format", "write text or json")
    }
    return format
  }
}
