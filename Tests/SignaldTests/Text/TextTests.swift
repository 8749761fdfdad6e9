import Foundation
import Testing

@testable import signald

struct TextTests {
  static let options = CommandName.allCases.flatMap { command in
    command.description.options.map { (command, $0) }
  }

  @Test(arguments: options)
  func `every option stands in its command's help with all there is to know`(
    command: CommandName, option: OptionDescription
  ) {
    // Lines are joined again, because the words may be wrapped anywhere.
    let text = HelpText.command(command.description)
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let details = option.details.isEmpty ? "" : " " + option.details
    #expect(text.contains(" \(option.usage) \(option.summary)\(details) "))
    #expect(text.contains("Environment: \(option.variable)"))
    if let standard = option.standard { #expect(text.contains("Default: \(standard).")) }
    if let variable = option.fileVariable { #expect(text.contains(" or \(variable).")) }
  }

  @Test(arguments: CommandName.allCases)
  func `every command stands in the help of the program and has an example`(command: CommandName) {
    #expect(HelpText.program.contains("\n  \(command.rawValue) "))
    #expect(!command.description.examples.isEmpty)
  }

  @Test(arguments: CommandName.allCases)
  func `the examples of a command are right`(command: CommandName) throws {
    for example in command.description.examples {
      let words = example.prefix { $0 != ">" }.split(separator: " ").dropFirst().map(String.init)
      let world = World(files: [
        "secrets": "hush", "/etc/signald/secrets": "hush", "users": "alice:hush",
      ])
      _ = try Invocation(words, in: world.surroundings)
    }
  }

  @Test func `help fits a terminal of 80 columns`() {
    let texts =
      [HelpText.program]
      + CommandName.allCases.map { name in
        var text = HelpText.command(name.description)
        // Examples are for copying and stay whole.
        for example in name.description.examples {
          text = text.replacing("\n  \(example)\n", with: "\n")
        }
        return text
      }
    for line in texts.joined().split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test(arguments: options)
  func `summaries are single sentences`(command: CommandName, option: OptionDescription) {
    #expect(option.summary.hasSuffix(".") && option.summary.first?.isUppercase == true)
  }

  @Test func `docs/configuration.md is what signald help --markdown prints`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appendingPathComponent("docs/configuration.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(
      text == Manual.text,
      "run: swift run signald help --markdown > docs/configuration.md")
  }

  @Test(arguments: options)
  func `the manual has a heading for every option`(
    command: CommandName, option: OptionDescription
  ) throws {
    let start = try #require(Manual.text.range(of: "\n## \(command.rawValue)\n"))
    let section = Manual.text[start.upperBound...].components(separatedBy: "\n## ")[0]
    #expect(section.contains("\n### `\(option.usage)`\n"))
  }

  @Test(arguments: Shell.allCases)
  func `completions mention every command and option`(shell: Shell) {
    let script = Completions.script(for: shell)
    for command in CommandName.allCases {
      #expect(script.contains(command.rawValue))
      for option in command.description.options {
        #expect(script.contains(shell == .fish ? " -l \(option.name) " : option.flag))
      }
    }
  }

  @Test(arguments: [
    (["signald", "--rea"], ["--realm"]),
    (["signald", "--log", "de"], ["debug"]), (["signald", "--log", "=", "t"], ["trace"]),
    (["signald", "--log", "="], ["off", "error", "warning", "info", "debug", "trace"]),
    (["signald", "se"], ["serve"]), (["signald", "stun", "--j"], ["--json"]),
    (["signald", "serve", "--realm", ""], []),
    (["signald", "completions", ""], ["--help", "--version", "bash", "zsh", "fish"]),
    (["signald", "--state", "/us"], ["/usr"]),
  ])
  func `bash completes a command line`(words: [String], expected: [String]) throws {
    let quoted = words.map { "'\($0)'" }.joined(separator: " ")
    let script =
      Completions.script(for: .bash)
      + "COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1); _signald; "
      + "printf '%s\\n' \"${COMPREPLY[@]}\""
    let shell = try Program(at: URL(fileURLWithPath: "/bin/bash"), ["-uc", script], [:])
    #expect(shell.output.split(separator: "\n").map(String.init) == expected)
    #expect(shell.errors == "")
  }

  @Test(arguments: [
    ("", "", 0), ("a", "", 1), ("turn", "tunr", 1), ("turn", "trn", 1), ("turn", "turns", 1),
    ("turn", "burn", 1), ("ca", "abc", 3), ("kitten", "sitting", 3), ("abcd", "badc", 2),
  ])
  func `the distance of two words counts single mistakes`(
    first: String, second: String, distance: Int
  ) {
    #expect(Suggestions.distance(Array(first), Array(second)) == distance)
    #expect(Suggestions.distance(Array(second), Array(first)) == distance)
  }

  @Test func `text is wrapped between words`() {
    #expect("ab cd ef".wrapped(indent: 2, width: 7) == "  ab cd\n  ef")
    #expect("abcdefghi j".wrapped(indent: 1, width: 4) == " abcdefghi\n j")
    #expect("".wrapped(indent: 3) == "")
  }
}
