/// What one option is called, takes and means.
///
/// Flags, environment variables, help, shell completions and the manual are all made from it.
struct OptionDescription: Sendable, Equatable {
  /// How often an option may be given, and the name of its value in help texts.
  enum Arity: Sendable, Equatable {
    /// On or off; `--name` alone means on.
    case toggle
    /// At most one value.
    case one(String)
    /// Any number of values.
    case many(String)
  }

  /// What a shell may suggest for the value.
  enum Completion: Sendable, Equatable {
    /// Nothing can be suggested.
    case none
    /// Names of files.
    case files
    /// Names of directories.
    case directories
    /// One of these words.
    case words([String])
  }

  /// Whether the value may be shown, and where else it may come from.
  enum Secrecy: Sendable, Equatable {
    /// The value may appear in messages.
    case open
    /// The value never appears in a message.
    case secret
    /// As `secret`; the environment variable with `_FILE` added names a file that holds it.
    case secretOrFile
  }

  /// The long name without dashes.
  let name: String
  /// How often it may be given.
  let arity: Arity
  /// One sentence.
  let summary: String
  /// Further sentences, or empty.
  let details: String
  /// What holds when it is not given, in words, if anything does.
  let standard: String?
  /// Whether its value must not be shown.
  let secrecy: Secrecy
  /// What a shell may suggest.
  let completion: Completion

  /// Describes an option.
  init(
    _ name: String, _ arity: Arity, _ summary: String, details: String = "",
    standard: String? = nil, secrecy: Secrecy = .open, completion: Completion = .none
  ) {
    self.name = name
    self.arity = arity
    self.summary = summary
    self.details = details
    self.standard = standard
    self.secrecy = secrecy
    self.completion = completion
  }

  /// The option as typed: `--turn-secret`.
  var flag: String { "--" + name }

  /// The environment variable: `SIGNALD_TURN_SECRET`.
  var variable: String {
    "SIGNALD_" + name.map { $0 == "-" ? "_" : $0.uppercased() }.joined()
  }

  /// The environment variable that names a file with the value, for secrets.
  var fileVariable: String? { secrecy == .secretOrFile ? variable + "_FILE" : nil }

  /// The name of the value in help texts; `nil` for a toggle.
  var placeholder: String? {
    switch arity {
    case .toggle: nil
    case .one(let placeholder), .many(let placeholder): placeholder
    }
  }

  /// Whether it may be given more than once.
  var isRepeatable: Bool {
    if case .many = arity { true } else { false }
  }

  /// The option with its value as typed: `--turn ADDRESS:PORT`.
  var usage: String { placeholder.map { "\(flag) \($0)" } ?? flag }
}
