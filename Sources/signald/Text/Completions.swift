/// Makes scripts that teach shells to complete command lines.
enum Completions {
  /// The script for one shell.
  static func script(for shell: Shell) -> String {
    switch shell {
    case .bash: BashCompletions.script
    case .zsh: ZshCompletions.script
    case .fish: FishCompletions.script
    }
  }

  /// All commands in the order of the help text.
  static var commands: [CommandDescription] { CommandName.allCases.map(\.description) }

  /// The options that every command has.
  static let common = [
    ("help", "Shows help and ends."), ("version", "Shows the version and ends."),
  ]

  /// The names of all commands, separated by a space or another text.
  static func commandNames(separator: String = " ") -> String {
    CommandName.allCases.map(\.rawValue).joined(separator: separator)
  }
}
