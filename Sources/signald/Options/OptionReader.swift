/// Fills a command's options from the command line, then the environment; the rest keep defaults.
enum OptionReader {
  /// Reads every option of `table` that was given into `target`.
  static func fill<Target>(
    _ target: inout Target, from given: GivenWords, _ table: [Option<Target>],
    in surroundings: Surroundings
  ) throws(UsageError) {
    for option in table {
      guard let found = try find(option.description, given, surroundings) else { continue }
      do throws(BadValue) {
        try option.read(&target, found.texts, surroundings)
      } catch {
        throw .badValue(
          found.source, value: option.description.secrecy == .open ? error.value : nil,
          problem: error.problem, remedy: error.remedy)
      }
    }
  }

  private static func find(
    _ option: OptionDescription, _ given: GivenWords, _ surroundings: Surroundings
  ) throws(UsageError) -> (source: ValueSource, texts: [String])? {
    if let texts = given.values[option.name] {
      guard texts.count == 1 || option.isRepeatable else { throw .givenTwice(flag: option.flag) }
      return (.flag(option.flag), texts)
    }
    let value = surroundings.setVariable(option.variable)
    let path = option.fileVariable.flatMap { surroundings.setVariable($0) }
    if let value {
      if path != nil, let other = option.fileVariable { throw .bothSet(option.variable, other) }
      let texts = option.isRepeatable ? commaSeparated(value) : [value]
      return texts.isEmpty ? nil : (.variable(option.variable), texts)
    }
    guard let path, let name = option.fileVariable else { return nil }
    let source = ValueSource.file(path: path, variable: name)
    do throws(FileProblem) {
      let text = try surroundings.readFile(path)
      return (source, option.isRepeatable ? SecretText.lines(text) : [SecretText.whole(text)])
    } catch {
      throw .unreadable(source, reason: error.description)
    }
  }

  private static func commaSeparated(_ text: String) -> [String] {
    text.split(separator: ",").map { trimmed($0) }.filter { !$0.isEmpty }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
