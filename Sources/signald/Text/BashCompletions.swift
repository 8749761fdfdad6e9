/// Makes the completion script for bash 3.2 and later.
enum BashCompletions {
  /// The whole script.
  static var script: String {
    let values = Completions.commands.flatMap { command in
      command.options.filter { $0.placeholder != nil }.map { value($0, of: command) }
    }
    let words = Completions.commands.map { command in
      let options = command.options.map(\.flag) + Completions.common.map { "--" + $0.0 }
      let all = (options + command.argumentWords).joined(separator: " ")
      return "    \(command.name.rawValue)) words=\"\(all)\" ;;"
    }
    return """
      # bash completion for signald
      _signald() {
        local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
        local command=serve words= IFS=$' \\n'
        COMPREPLY=()
        # bash makes a word of its own of each equals sign.
        if [[ $current == = ]]; then
          current=
        elif [[ $previous == = ]]; then
          previous="${COMP_WORDS[COMP_CWORD-2]}"
        fi
        if [[ COMP_CWORD -gt 1 ]]; then
          case "${COMP_WORDS[1]}" in
          \(Completions.commandNames(separator: "|"))) command="${COMP_WORDS[1]}" ;;
          esac
        fi
        case "$command:$previous" in
      \(values.joined(separator: "\n"))
        esac
        case "$command" in
      \(words.joined(separator: "\n"))
        esac
        if [[ COMP_CWORD -eq 1 ]]; then
          words="$words \(Completions.commandNames())"
        fi
        COMPREPLY=($(compgen -W "$words" -- "$current"))
      }
      complete -F _signald signald

      """
  }

  private static func value(_ option: OptionDescription, of command: CommandDescription) -> String {
    let action =
      switch option.completion {
      case .none: ""
      case .files: files("-f")
      case .directories: files("-d")
      case .words(let words):
        "COMPREPLY=($(compgen -W \"\(words.joined(separator: " "))\" -- \"$current\")); "
      }
    return "    \(command.name.rawValue):\(option.flag)) \(action)return ;;"
  }

  /// Names with spaces stay whole when lines are split at line ends only.
  private static func files(_ kind: String) -> String {
    "IFS=$'\\n'; compopt -o filenames 2>/dev/null; "
      + "COMPREPLY=($(compgen \(kind) -- \"$current\")); "
  }
}
