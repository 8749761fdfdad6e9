/// What the program was called to do, read and checked.
enum Invocation: Equatable, Sendable {
  /// Run the server.
  case serve(ServeOptions)
  /// Ask a STUN server.
  case stun(StunOptions)
  /// Try a TURN server.
  case turn(TurnOptions)
  /// Check TURN servers.
  case check(CheckOptions)
  /// Gather ICE candidates.
  case ice(IceOptions)
  /// Judge a peer.
  case explainPeer(ExplainPeerOptions)
  /// Make a credential.
  case credential(MintOptions)
  /// Explain something.
  case help(HelpOptions)
  /// Print a completion script.
  case completions(Shell)
  /// Print the version.
  case version

  /// Reads a command line, without the program's name.
  init(_ words: [String], in surroundings: Surroundings) throws(UsageError) {
    let named = words.first.map { !$0.hasPrefix("-") } ?? false
    let command = named ? try CommandName(typed: words[0]) : .serve
    switch try GivenWords.sort(words.dropFirst(named ? 1 : 0), of: command) {
    case .help: self = .help(named ? .command(command) : .program)
    case .version: self = .version
    case .run(let given): self = try Invocation.read(command, given, surroundings)
    }
  }

  private static func read(
    _ command: CommandName, _ given: GivenWords, _ surroundings: Surroundings
  ) throws(UsageError) -> Invocation {
    switch command {
    case .serve: .serve(try ServeOptions(given, in: surroundings))
    case .stun: .stun(try StunOptions(given, in: surroundings))
    case .turn: .turn(try TurnOptions(given, in: surroundings))
    case .check: .check(try CheckOptions(given, in: surroundings))
    case .ice: .ice(try IceOptions(given, in: surroundings))
    case .explainPeer: .explainPeer(try ExplainPeerOptions(given, in: surroundings))
    case .credential: .credential(try MintOptions(given, in: surroundings))
    case .help: .help(try HelpOptions(given, in: surroundings))
    case .completions: .completions(try Shell(given))
    }
  }
}

extension CommandName {
  /// Reads a command as typed.
  init(typed word: String) throws(UsageError) {
    guard let name = CommandName(rawValue: word) else {
      throw .unknownCommand(
        word, suggestions: Suggestions.of(word, among: CommandName.allCases.map(\.rawValue)))
    }
    self = name
  }
}

extension Shell {
  /// Reads the one argument of `completions`.
  fileprivate init(_ given: GivenWords) throws(UsageError) {
    let names = Shell.allCases.map(\.rawValue).joined(separator: ", ")
    guard let word = given.arguments.first else {
      throw .incomplete(.completions, missing: "a shell: \(names)")
    }
    if given.arguments.count > 1 {
      throw .unexpectedArgument(given.arguments[1], command: .completions)
    }
    guard let shell = Shell(rawValue: word) else {
      throw .badValue(
        .flag("SHELL"), value: word, problem: "is not a known shell",
        remedy: "write one of \(names)")
    }
    self = shell
  }
}
