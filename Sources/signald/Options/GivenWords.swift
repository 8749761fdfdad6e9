/// The words of a command line, sorted into values of options and arguments, not yet understood.
struct GivenWords: Equatable {
  /// The values of each option that was given, by the option's name, in order.
  var values: [String: [String]] = [:]
  /// The words that are neither options nor values of options.
  var arguments: [String] = []

  /// What a command line asks for.
  enum Request: Equatable {
    /// `--help` or `-h`.
    case help
    /// `--version`.
    case version
    /// The command is to be carried out.
    case run(GivenWords)
  }

  /// Sorts the words after the command's name.
  ///
  /// `--option value`, `--option=value` and `--`, after which everything is an argument.
  static func sort(_ words: some Sequence<String>, of command: CommandName) throws(UsageError)
    -> Request
  {
    let options = command.description.options
    var given = GivenWords()
    var words = words.makeIterator()
    while let word = words.next() {
      if word == "--" {
        while let argument = words.next() { given.arguments.append(argument) }
      } else if word == "--help" || word == "-h" {
        return .help
      } else if word == "--version" {
        return .version
      } else if word.hasPrefix("-"), word != "-" {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let option = options.first(where: { $0.flag == parts[0] }) else {
          throw unknown(String(parts[0]), command)
        }
        let attached = parts.count == 2 ? String(parts[1]) : nil
        let value: String
        if let attached { value = attached } else { value = try separate(option, &words) }
        given.values[option.name, default: []].append(value)
      } else {
        given.arguments.append(word)
      }
    }
    return .run(given)
  }

  private static func separate(
    _ option: OptionDescription, _ words: inout some IteratorProtocol<String>
  ) throws(UsageError) -> String {
    guard let placeholder = option.placeholder else { return "on" }
    guard let value = words.next(), !value.hasPrefix("--") else {
      throw .missingValue(flag: option.flag, placeholder: placeholder)
    }
    return value
  }

  private static func unknown(_ word: String, _ command: CommandName) -> UsageError {
    let flags = command.description.options.map(\.flag) + ["--help", "--version"]
    // `-turn` is one dash short of an option.
    let typed = word.hasPrefix("--") ? word : "-" + word
    return .unknownOption(
      word, command: command, suggestions: Suggestions.of(typed, among: flags, prefix: "--"))
  }
}
