/// Makes the texts of `help`, for terminals.
enum HelpText {
  /// What `signald help` prints.
  static var program: String {
    let width = CommandName.allCases.map(\.rawValue.count).max() ?? 0
    let commands = CommandName.allCases.map { name in
      let gap = String(repeating: " ", count: width - name.rawValue.count + 2)
      let text = name.description.summary.wrapped(indent: width + 4)
      return "  \(name.rawValue)\(gap)" + text.drop { $0 == " " }
    }
    return """
      signald \(signaldVersion): a server of rooms, STUN and TURN, and tools to try others.

      Usage: signald [COMMAND] [OPTION…] [ARGUMENT…]

      Commands:
      \(commands.joined(separator: "\n"))

      Options of every command:
      \(common)

      'signald help COMMAND' shows the options of a command. Each can also be set in
      the environment: --turn-secret as SIGNALD_TURN_SECRET. The command line wins.

      """
  }

  /// What `signald help COMMAND` prints.
  static func command(_ command: CommandDescription) -> String {
    var parts = ["Usage: \(command.usage)", command.summary.wrapped(indent: 0)]
    parts += command.details.map { $0.wrapped(indent: 0) }
    if !command.options.isEmpty {
      parts.append("Options:\n" + command.options.map(option).joined(separator: "\n"))
    }
    parts.append("Options of every command:\n" + common)
    parts.append("Examples:\n" + command.examples.map { "  " + $0 }.joined(separator: "\n"))
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static let common = """
      -h, --help     Shows help and ends.
          --version  Shows the version and ends.
    """

  private static func option(_ option: OptionDescription) -> String {
    "  \(option.usage)\n"
      + (sentences(of: option) + [environment(of: option)])
      .joined(separator: " ").wrapped(indent: 8)
  }

  /// What is to be said about an option, apart from the environment.
  static func sentences(of option: OptionDescription) -> [String] {
    var sentences = [option.summary]
    if !option.details.isEmpty { sentences.append(option.details) }
    if option.isRepeatable { sentences.append("May be repeated.") }
    if let standard = option.standard { sentences.append("Default: \(standard).") }
    return sentences
  }

  private static func environment(of option: OptionDescription) -> String {
    "Environment: \(option.variable)" + (option.fileVariable.map { " or \($0)" } ?? "") + "."
  }
}
