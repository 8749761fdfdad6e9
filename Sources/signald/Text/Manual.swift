/// Makes the reference of all commands and options in Markdown: `docs/configuration.md`.
enum Manual {
  /// The whole text.
  static var text: String {
    ([introduction] + CommandName.allCases.map { command($0.description) })
      .joined(separator: "\n\n") + "\n"
  }

  private static let introduction = """
    # Configuration

    <!-- Made by `signald help --markdown`; a test compares the two. -->

    Everything is set by options on the command line or by environment variables. There is one
    variable for each option: `SIGNALD_` and the option's name in capitals with `_` for `-`. What
    is given on the command line wins over the environment, and that over the default.

    - Long options: `--option value` or `--option=value`. After `--` nothing is an option.
    - Switches: `--option` alone means on; `--option=off` undoes a variable.
    - Options that may be repeated take several values in their variable, separated by commas. A
      value that holds a comma can be given on the command line or in a file.
    - An empty variable counts as not set.
    - Some secrets have a second variable that ends in `_FILE` and names a file with the value, so
      that it shows neither in the list of processes nor in the environment. One line end at the
      end of the file is left out. For an option that may be repeated the file holds one value a
      line; empty lines and lines that begin with `#` are left out.
    - `-h` or `--help` shows help, `--version` the version.

    The program ends with status 0 when it did what was asked, 1 when it failed at its work, and 64
    when it was called wrongly.
    """

  private static func command(_ command: CommandDescription) -> String {
    var parts = [
      "## \(command.name.rawValue)", "    \(command.usage)", escaped(command.summary),
    ]
    parts += command.details.map(escaped)
    parts.append(
      "```sh\n" + command.examples.joined(separator: "\n") + "\n```")
    return (parts + command.options.map { option($0, of: command) }).joined(separator: "\n\n")
  }

  private static func option(_ option: OptionDescription, of command: CommandDescription) -> String
  {
    let sentences = HelpText.sentences(of: option).map(escaped).joined(separator: " ")
    let file = option.fileVariable.map { " or `\($0)`" } ?? ""
    return """
      ### `\(option.usage)`

      \(sentences)

      Environment: `\(option.variable)`\(file)
      """
  }

  /// The text with the characters escaped that Markdown would take for markup.
  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if "\\`*_[]<>#|$~".contains(character) { result += "\\" }
      result.append(character)
    }
  }
}
