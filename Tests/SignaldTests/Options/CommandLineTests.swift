import Testing

@testable import signald

struct CommandLineTests {
  let world = World()

  @Test(
    arguments: CommandName.allCases.flatMap { command in
      command.description.options.filter { $0.placeholder != nil }.map { (command, $0) }
    })
  func `an option without its value is refused`(command: CommandName, option: OptionDescription) {
    let message =
      "\(option.flag) needs a value: \(option.usage) "
      + "(a value that begins with dashes is given as \(option.flag)=\(option.placeholder!))"
    #expect(world.complaint(command.rawValue, option.flag) == message)
    #expect(world.complaint(command.rawValue, option.flag, "--json") == message)
  }

  @Test(
    arguments: CommandName.allCases.flatMap { command in
      command.description.options.filter { !$0.isRepeatable }.map { (command, $0) }
    })
  func `an option of one value is refused when given twice`(
    command: CommandName, option: OptionDescription
  ) {
    let words = ["\(option.flag)=off", "\(option.flag)=off"]
    // Options before it in the table are not given, so nothing else is complained about first.
    #expect(
      world.complaint(command.rawValue, words[0], words[1])
        == "\(option.flag) is given twice; it takes one value")
  }

  @Test func `a value may follow an equals sign and hold more of them`() throws {
    #expect(try world.serve("--turn-secret=a=b=").secrets == ["a=b="])
    #expect(try world.serve("--turn-secret=--x").secrets == ["--x"])
    #expect(try world.serve("--turn-secret", "-x").secrets == ["-x"])
  }

  @Test func `after two dashes everything is an argument`() {
    #expect(
      world.complaint("stun", "--", "--json")
        == "HOST[:PORT]: '--json' is not a host; write a name or an address, such as "
        + "turn.example.org or [2001:db8::1]:3478")
    #expect(world.complaint("--", "--help") == "unexpected argument '--help' of the command serve")
  }

  @Test(arguments: [
    (["--tunr", ":1"], "unknown option '--tunr' of the command serve; did you mean --turn?"),
    (["-turn", ":1"], "unknown option '-turn' of the command serve; did you mean --turn?"),
    (["--Realm=x"], "unknown option '--Realm' of the command serve; did you mean --realm?"),
    (
      ["--relay"],
      "unknown option '--relay' of the command serve; "
        + "did you mean --relay-address or --relay-ports?"
    ),
    (["--versoin"], "unknown option '--versoin' of the command serve; did you mean --version?"),
    (["--turm", ":443"], "unknown option '--turm' of the command serve; did you mean --turn?"),
    (["--cert", "x"], "unknown option '--cert' of the command serve; did you mean --certificate?"),
    (["-x"], "unknown option '-x' of the command serve"),
    (["stun", "--relm"], "unknown option '--relm' of the command stun"),
    (["trun"], "unknown command 'trun'; did you mean turn?"),
    (["comp"], "unknown command 'comp'; did you mean completions?"),
    (["s"], "unknown command 's'; did you mean serve or stun?"),
    (["frobnicate"], "unknown command 'frobnicate'"),
    ([""], "unknown command ''"),
    (["help", "sevre"], "unknown command 'sevre'; did you mean serve?"),
    (["serve", "now"], "unexpected argument 'now' of the command serve"),
    (["--http", "off", "serve"], "unexpected argument 'serve' of the command serve"),
    (["help", "serve", "stun"], "unexpected argument 'stun' of the command help"),
    (["help", "--markdown", "serve"], "unexpected argument 'serve' of the command help"),
    (["completions"], "completions needs a shell: bash, zsh, fish"),
    (["completions", "csh"], "SHELL: 'csh' is not a known shell; write one of bash, zsh, fish"),
    (["completions", "zsh", "bash"], "unexpected argument 'bash' of the command completions"),
  ])
  func `a wrong word is named, and what it may have meant`(words: [String], message: String) {
    let error = #expect(throws: UsageError.self) { try Invocation(words, in: world.surroundings) }
    #expect(error?.description == message)
  }

  @Test func `help and version are understood by every command`() throws {
    #expect(try world.invoke("--help") == .help(.program))
    #expect(try world.invoke("-h") == .help(.program))
    #expect(try world.invoke("--realm", "x", "-h") == .help(.program))
    #expect(try world.invoke("help") == .help(.program))
    #expect(try world.invoke("help", "--markdown") == .help(.manual))
    #expect(try world.invoke("--version") == .version)
    for command in CommandName.allCases {
      #expect(try world.invoke("help", command.rawValue) == .help(.command(command)))
      #expect(try world.invoke(command.rawValue, "-h") == .help(.command(command)))
      #expect(try world.invoke(command.rawValue, "--help") == .help(.command(command)))
      #expect(try world.invoke(command.rawValue, "--version") == .version)
    }
  }

  @Test func `help is shown whatever the values of other options`() throws {
    #expect(
      try world.invoke("serve", "--turn", "nonsense", "--help") == .help(.command(.serve)))
  }

  @Test func `the word for help is a value where one is expected`() throws {
    #expect(try world.serve("--realm", "-h").realm == "-h")
  }

  @Test func `completions name a shell`() throws {
    for shell in Shell.allCases {
      #expect(try world.invoke("completions", shell.rawValue) == .completions(shell))
    }
  }
}
