/// Writes lines about the program's work to the standard error.
struct Log: Sendable {
  /// How a line begins.
  enum Style: Sendable {
    /// With the time and the level, for terminals and files.
    case stamped
    /// With the severity in angle brackets; the journal adds the time (sd-daemon(3)).
    case journal
    /// One JSON object a line, with time, level and message, for programs that collect logs.
    case json
  }

  /// What is logged: this level and the quieter ones.
  let level: LogLevel
  /// How a line begins.
  let style: Style
  private let clock: @Sendable () -> UnixTime
  private let output: @Sendable (String) -> Void

  /// The style that fits where the standard error leads.
  static var fittingStyle: Style { Platform.isStandardErrorTheJournal ? .journal : .stamped }

  /// Makes a log.
  init(
    level: LogLevel, style: Style = Log.fittingStyle,
    clock: @escaping @Sendable () -> UnixTime = Platform.unixTime,
    output: @escaping @Sendable (String) -> Void = { Platform.emit($0, to: 2) }
  ) {
    self.level = level
    self.style = style
    self.clock = clock
    self.output = output
  }

  /// Whether a line of this level is written.
  func writes(_ level: LogLevel) -> Bool { level != .off && level <= self.level }

  /// Logs what keeps the program from its work.
  func error(_ message: @autoclosure () -> String) { write(.error, message) }

  /// Logs what an operator should look into.
  func warning(_ message: @autoclosure () -> String) { write(.warning, message) }

  /// Logs a start, a stop or a change.
  func info(_ message: @autoclosure () -> String) { write(.info, message) }

  /// Logs what helps to find a fault.
  func debug(_ message: @autoclosure () -> String) { write(.debug, message) }

  /// Logs anything else.
  func trace(_ message: @autoclosure () -> String) { write(.trace, message) }

  private func write(_ level: LogLevel, _ message: () -> String) {
    guard writes(level), let severity = level.severity else { return }
    let message = message()
    let text = Log.printable(message)
    switch style {
    case .stamped: output("\(clock()) \(level): \(text)\n")
    case .journal: output("<\(severity)>\(text)\n")
    case .json:
      var object = JSONObject()
      object.set("time", "\(clock())")
      object.set("level", "\(level)")
      object.set("message", message)
      output(object.line)
    }
  }

  /// The text with control characters written as `\u{1b}`.
  ///
  /// User names come from the network: they must not forge lines or steer a terminal.
  static func printable(_ text: String) -> String {
    guard text.hasControls else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      if scalar.properties.generalCategory == .control {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
}
