/// How much is logged.
enum LogLevel: Int, CaseIterable, Comparable, Sendable, CustomStringConvertible {
  /// Nothing.
  case off
  /// What keeps the program from its work.
  case error
  /// What an operator should look into.
  case warning
  /// Starts, stops and changes.
  case info
  /// What helps to find a fault.
  case debug
  /// Everything.
  case trace

  /// Whether the first is quieter.
  static func < (first: LogLevel, second: LogLevel) -> Bool { first.rawValue < second.rawValue }

  /// The name as typed.
  var description: String {
    switch self {
    case .off: "off"
    case .error: "error"
    case .warning: "warning"
    case .info: "info"
    case .debug: "debug"
    case .trace: "trace"
    }
  }

  /// The severity of RFC 5424 section 6.2.1 by which the journal sorts; `nil` for `off`.
  var severity: Int? {
    switch self {
    case .off: nil
    case .error: 3
    case .warning: 4
    case .info: 6
    case .debug, .trace: 7
    }
  }

  /// Reads a level by its name.
  @Sendable static func parse(_ text: String) throws(BadValue) -> LogLevel {
    guard let level = allCases.first(where: { $0.description == text }) else {
      throw BadValue(
        text, "is not a level",
        "write one of " + allCases.map(\.description).joined(separator: ", "))
    }
    return level
  }
}
