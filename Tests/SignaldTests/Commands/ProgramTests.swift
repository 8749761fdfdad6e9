import Foundation
import Testing

@testable import signald

struct ProgramTests {
  @Test(arguments: [
    (["--help"], HelpText.program), (["-h"], HelpText.program), (["help"], HelpText.program),
    (["serve", "--help"], HelpText.command(.serve)), (["help", "ice"], HelpText.command(.ice)),
    (["--version"], "signald \(signaldVersion)\n"), (["help", "--markdown"], Manual.text),
    (["completions", "fish"], Completions.script(for: .fish)),
  ])
  func `what was asked for goes to the standard output with status 0`(
    words: [String], output: String
  ) throws {
    let program = try Program(at: Program.url, words, [:])
    #expect(program.status == 0)
    #expect(program.output == output)
    #expect(program.errors == "")
  }

  @Test(arguments: [
    ["--nonsense"], ["nonsense"], ["--turn"], ["--turn=x"], ["stun"], ["completions"],
    ["--http", "host:80"], ["--https", ":443"], ["serve", "x"], ["turn", "h"],
    ["ice", "--server", "x"],
  ])
  func `a wrong command line ends with status 64 and one complaint on the standard error`(
    words: [String]
  ) throws {
    let program = try Program(at: Program.url, words, [:])
    #expect(program.status == 64)
    #expect(program.output == "")
    let lines = program.errors.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 3)
    #expect(lines.first?.hasPrefix("signald: ") == true)
    #expect(lines.dropFirst().first == "Run 'signald help' to see how it is used.")
  }

  @Test func `the environment is read`() throws {
    let program = try Program("serve", environment: ["SIGNALD_LOOPS": "none"])
    #expect(program.status == 64)
    #expect(program.errors.contains("SIGNALD_LOOPS: 'none' is not a number of loops"))
  }

  @Test func `a complaint cannot steer a terminal`() throws {
    let program = try Program("--realm=\u{1b}[2J")
    #expect(program.errors.hasPrefix("signald: --realm: '\\u{1b}[2J' holds a control character"))
  }

  @Test func `a failure to write the output ends with status 1`() throws {
    let script = "'\(try Program.url.path)' help > /dev/full"
    let shell = try Program(at: URL(fileURLWithPath: "/bin/sh"), ["-c", script], [:])
    #expect(shell.status == 1)
    #expect(
      shell.errors == "signald: cannot write to the standard output: no space left on device\n")
  }
}
