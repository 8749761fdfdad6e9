/// What is wrong with the command line or the environment; ends the program with status 64.
enum UsageError: Error, Equatable {
  /// There is no such command.
  case unknownCommand(String, suggestions: [String])
  /// The command has no such option.
  case unknownOption(String, command: CommandName, suggestions: [String])
  /// The option's value is missing.
  case missingValue(flag: String, placeholder: String)
  /// The option may be given once only.
  case givenTwice(flag: String)
  /// The value cannot be used; `value` is `nil` for a secret.
  case badValue(ValueSource, value: String?, problem: String, remedy: String)
  /// A file named by an environment variable cannot be read.
  case unreadable(ValueSource, reason: String)
  /// Both variables are set, where one excludes the other.
  case bothSet(String, String)
  /// The command lacks an argument or an option it cannot do without.
  case incomplete(CommandName, missing: String)
  /// The command takes no such argument.
  case unexpectedArgument(String, command: CommandName)
  /// Each option is right, but not together.
  case contradiction(String)
}

extension UsageError: CustomStringConvertible {
  /// One line without a full stop: what is wrong, and what would be right.
  var description: String {
    switch self {
    case .unknownCommand(let word, let suggestions):
      "unknown command '\(word)'" + UsageError.question(suggestions)
    case .unknownOption(let word, let command, let suggestions):
      "unknown option '\(word)' of the command \(command.rawValue)"
        + UsageError.question(suggestions)
    case .missingValue(let flag, let placeholder):
      "\(flag) needs a value: \(flag) \(placeholder) "
        + "(a value that begins with dashes is given as \(flag)=\(placeholder))"
    case .givenTwice(let flag):
      "\(flag) is given twice; it takes one value"
    case .badValue(let source, let value?, let problem, let remedy):
      "\(source): '\(value)' \(problem); \(remedy)"
    case .badValue(let source, nil, let problem, let remedy):
      "\(source): the value \(problem); \(remedy)"
    case .unreadable(let source, let reason):
      "\(source): cannot read the file: \(reason)"
    case .bothSet(let first, let second):
      "\(first) and \(second) are both set; keep one of them"
    case .incomplete(let command, let missing):
      "\(command.rawValue) needs \(missing)"
    case .unexpectedArgument(let word, let command):
      "unexpected argument '\(word)' of the command \(command.rawValue)"
    case .contradiction(let text):
      text
    }
  }

  private static func question(_ suggestions: [String]) -> String {
    suggestions.isEmpty ? "" : "; did you mean \(suggestions.joined(separator: " or "))?"
  }
}
