/// Makes the completion script for zsh.
enum ZshCompletions {
  /// The whole script.
  static var script: String {
    let commands = Completions.commands.map { "    \(quoted(entry($0)))" }
    let cases = Completions.commands.map { command in
      let arguments = command.options.map(specification) + Completions.common.map(common)
      let all = arguments + argument(of: command)
      return "    \(command.name.rawValue))\n      _arguments -S \\\n        "
        + all.map(quoted).joined(separator: " \\\n        ") + "\n      ;;"
    }
    let names = Completions.commandNames(separator: "|")
    return """
      #compdef signald
      # zsh completion for signald
      _signald() {
        local command=serve
        local -a commands
        commands=(
      \(commands.joined(separator: "\n"))
        )
        if (( CURRENT > 2 )) && [[ $words[2] == (\(names)) ]]; then
          command=$words[2]
          shift words
          (( CURRENT-- ))
        elif (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then
          _describe command commands
          return
        fi
        case $command in
      \(cases.joined(separator: "\n"))
        esac
      }
      if [[ $funcstack[1] == _signald ]]; then
        _signald "$@"
      else
        compdef _signald signald
      fi

      """
  }

  private static func entry(_ command: CommandDescription) -> String {
    "\(command.name.rawValue):\(command.summary)"
  }

  private static func common(_ option: (String, String)) -> String {
    "--\(option.0)[\(escaped(option.1))]"
  }

  private static func specification(_ option: OptionDescription) -> String {
    let star = option.isRepeatable ? "*" : ""
    guard let placeholder = option.placeholder else {
      return "\(option.flag)[\(escaped(option.summary))]"
    }
    let action =
      switch option.completion {
      case .none: " "
      case .files: "_files"
      case .directories: "_files -/"
      case .words(let words): "(\(words.joined(separator: " ")))"
      }
    return "\(star)\(option.flag)=[\(escaped(option.summary))]:\(escaped(placeholder)):\(action)"
  }

  private static func argument(of command: CommandDescription) -> [String] {
    if command.arguments.isEmpty { return [] }
    let words = command.argumentWords
    let action = words.isEmpty ? "_hosts" : "(\(words.joined(separator: " ")))"
    return ["1:\(escaped(command.arguments)):\(action)"]
  }

  /// Brackets and colons are the marks of `_arguments`.
  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if "[]:\\".contains(character) { result += "\\" }
      result.append(character)
    }
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
