/// What `help` was asked to explain.
enum HelpOptions: Equatable, Sendable {
  /// The program as a whole.
  case program
  /// One command.
  case command(CommandName)
  /// Everything, as Markdown.
  case manual

  private struct Draft {
    var isMarkdown = false

    static var table: [Option<Draft>] {
      [
        Option(
          toggle: OptionDescription(
            "markdown", .toggle, "Prints the reference of all commands and options as Markdown.",
            standard: "off", completion: .words(["on", "off"])),
          \.isMarkdown)
      ]
    }
  }

  /// Reads the options of a command line over the environment over the defaults.
  init(_ given: GivenWords, in surroundings: Surroundings) throws(UsageError) {
    var draft = Draft()
    try OptionReader.fill(&draft, from: given, Draft.table, in: surroundings)
    if given.arguments.count > 1 {
      throw .unexpectedArgument(given.arguments[1], command: .help)
    }
    switch (given.arguments.first, draft.isMarkdown) {
    case (nil, false): self = .program
    case (nil, true): self = .manual
    case (let word?, true): throw .unexpectedArgument(word, command: .help)
    case (let word?, false): self = .command(try CommandName(typed: word))
    }
  }

  /// The options of the command.
  static var descriptions: [OptionDescription] { Draft.table.map(\.description) }
}
