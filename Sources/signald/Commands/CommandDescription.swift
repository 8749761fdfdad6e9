/// What one command is called, takes and does.
struct CommandDescription: Sendable {
  /// The command.
  let name: CommandName
  /// Its arguments as shown in help: `HOST[:PORT]`, or empty.
  let arguments: String
  /// One sentence.
  let summary: String
  /// Paragraphs of further sentences.
  let details: [String]
  /// Command lines worth copying.
  let examples: [String]
  /// Words a shell may suggest for its argument.
  let argumentWords: [String]
  /// Its options, in the order of the help text.
  let options: [OptionDescription]

  /// Describes a command.
  init(
    _ name: CommandName, arguments: String = "", summary: String, details: [String] = [],
    examples: [String], argumentWords: [String] = [], options: [OptionDescription] = []
  ) {
    self.name = name
    self.arguments = arguments
    self.summary = summary
    self.details = details
    self.examples = examples
    self.argumentWords = argumentWords
    self.options = options
  }

  /// The command line in short: `signald stun [OPTION…] HOST[:PORT]`.
  var usage: String {
    let command = name == .serve ? "[serve]" : name.rawValue
    let options = options.isEmpty ? "" : " [OPTION…]"
    return "signald \(command)\(options)" + (arguments.isEmpty ? "" : " " + arguments)
  }
}

extension CommandName {
  /// What the command is called, takes and does.
  var description: CommandDescription {
    switch self {
    case .serve: .serve
    case .stun: .stun
    case .turn: .turn
    case .check: .check
    case .ice: .ice
    case .explainPeer: .explainPeer
    case .credential: .credential
    case .help: .help
    case .completions: .completions
    }
  }
}
