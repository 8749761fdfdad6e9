/// Makes the completion script for fish.
enum FishCompletions {
  /// The whole script.
  static var script: String {
    let names = Completions.commandNames()
    let commands = Completions.commands.map { command in
      "complete -c signald -n '__signald_is_first' -a \(command.name.rawValue) "
        + "-d \(quoted(command.summary))"
    }
    let common = Completions.common.map { "complete -c signald -l \($0.0) -d \(quoted($0.1))" }
    return """
      # fish completion for signald
      function __signald_is_first
          test (count (commandline -opc)) -eq 1
      end
      function __signald_runs --argument-names wanted
          set -l words (commandline -opc)
          set -l command serve
          if set -q words[2]; and contains -- $words[2] \(names)
              set command $words[2]
          end
          test $command = $wanted
      end
      complete -c signald -f
      \((commands + common + Completions.commands.flatMap(lines)).joined(separator: "\n"))

      """
  }

  private static func lines(of command: CommandDescription) -> [String] {
    let start = "complete -c signald -n '__signald_runs \(command.name.rawValue)'"
    let words = command.argumentWords.joined(separator: " ")
    let arguments =
      words.isEmpty ? [] : ["\(start) -n 'not __signald_is_first' -a '\(words)'"]
    return arguments
      + command.options.map { option in
        let value = option.placeholder == nil ? "" : " " + value(of: option)
        return "\(start) -l \(option.name)\(value) -d \(quoted(option.summary))"
      }
  }

  private static func value(of option: OptionDescription) -> String {
    switch option.completion {
    case .none: "-x"
    case .files: "-r -F"
    case .directories: "-x -a '(__fish_complete_directories)'"
    case .words(let words): "-x -a '\(words.joined(separator: " "))'"
    }
  }

  private static func quoted(_ text: String) -> String {
    "'"
      + text.reduce(into: "") { result, character in
        if character == "'" || character == "\\" { result += "\\" }
        result.append(character)
      } + "'"
  }
}
