import StunTurn

/// What `credential` was asked to do, read and checked.
struct MintOptions: Equatable, Sendable {
  /// Whom the credential is for.
  var user = ""
  /// How long it is good, in seconds.
  var lifetime = MintOptions.standardLifetime
  /// How its password is made.
  var form = CredentialForm.sha1
  /// Bits a second that each allocation relays each way, in a pass.
  var bitsPerSecond: UInt64?
  /// The ports of peers, in a pass.
  var peerPorts: ClosedRange<UInt16>?
  /// Secrets to make it from; empty for that of the state directory.
  var secrets: [String] = []
  /// The directory that state is kept in.
  var stateDirectory: String
  /// Whether the outcome is printed as JSON.
  var asJSON = false

  /// The lifetime unless told otherwise, in seconds: a day.
  static let standardLifetime = 86_400
  /// The longest lifetime in seconds: ten years.
  static let lifetimeLimit = 315_360_000

  /// The options of a command line while they are read.
  private struct Draft {
    var options: MintOptions
    var form: CredentialForm?
  }

  /// Reads the options of a command line over the environment over the defaults.
  init(_ given: GivenWords, in surroundings: Surroundings) throws(UsageError) {
    if let argument = given.arguments.first {
      throw .unexpectedArgument(argument, command: .credential)
    }
    var draft = Draft(
      options: MintOptions(stateDirectory: surroundings.standardStateDirectory))
    try OptionReader.fill(&draft, from: given, MintOptions.table, in: surroundings)
    self = draft.options
    guard !user.isEmpty else { throw .incomplete(.credential, missing: "--user") }
    let isLimited = bitsPerSecond != nil || peerPorts != nil
    form = draft.form ?? (isLimited ? .pass : .sha1)
    guard !isLimited || form == .pass else {
      throw .contradiction(
        "--bits-per-second and --peer-ports are told by credentials of the kind pass only")
    }
  }

  private init(stateDirectory: String) { self.stateDirectory = stateDirectory }

  /// The options of the command.
  static var descriptions: [OptionDescription] { table.map(\.description) }

  private static let table: [Option<Draft>] = what + limits + source

  private static let what: [Option<Draft>] = [
    Option(
      OptionDescription("user", .one("NAME"), "Whom quotas are counted for, and what is revoked."),
      into: \.options.user
    ) { (text) throws(BadValue) in try Secret.parse(text, limit: nameLimit) },
    Option(
      OptionDescription(
        "lifetime", .one("SECONDS"), "How long the credential is good.",
        standard: "\(standardLifetime), a day"),
      into: \.options.lifetime
    ) { (text) throws(BadValue) in
      guard let seconds = Number.parse(text, in: 1...lifetimeLimit) else {
        throw BadValue(
          text, "is not a lifetime in seconds", "write a number from 1 to \(lifetimeLimit)")
      }
      return seconds
    },
    Option(
      OptionDescription(
        "kind", .one("sha1|sha256|pass"), "How the password is made.",
        standard: "sha1, but pass with limits", completion: .words(Array(forms.keys).sorted())),
      into: \.form
    ) { (text) throws(BadValue) in
      guard let form = forms[text] else {
        throw BadValue(text, "is no kind of credential", "write sha1, sha256 or pass")
      }
      return form
    },
  ]

  private static let limits: [Option<Draft>] = [
    Option(
      OptionDescription(
        "bits-per-second", .one("N"), "How much each allocation may relay each way."),
      into: \.options.bitsPerSecond
    ) { (text) throws(BadValue) in
      guard let rate = Number.parse(text, in: 1...Int(RelayPass.rateLimit)) else {
        throw BadValue(text, "is not a rate", "write a number from 1 to \(RelayPass.rateLimit)")
      }
      return UInt64(rate)
    },
    Option(
      OptionDescription("peer-ports", .one("LOW-HIGH"), "The ports of peers to relay to and from."),
      into: \.options.peerPorts
    ) { (text) throws(BadValue) in try PortRange.parse(text) },
  ]

  private static let source: [Option<Draft>] = [
    Option(
      OptionDescription(
        "turn-secret", .many("SECRET"), "The secret that the server knows.",
        details: "Other users of this machine can read command lines; prefer the environment "
          + "or a file.", secrecy: .secret)
    ) { (draft, texts, _) throws(BadValue) in
      for text in texts { draft.options.secrets.append(try Secret.parse(text)) }
    },
    Option(
      OptionDescription(
        "turn-secret-file", .many("FILE"), "A file with such secrets, one a line.",
        completion: .files)
    ) { (draft, paths, surroundings) throws(BadValue) in
      for path in paths { draft.options.secrets += try Secret.parseFile(path, in: surroundings) }
    },
    Option(
      OptionDescription(
        "state", .one("DIR"), "The directory that the server keeps its state in.",
        standard: "/var/lib/signald for root, else $XDG_STATE_HOME/signald or "
          + "~/.local/state/signald", completion: .directories),
      into: \.options.stateDirectory, DirectoryPath.parse),
    Option(
      toggle: OptionDescription(
        "json", .toggle, "Prints the outcome as JSON for other programs.",
        standard: "off", completion: .words(["on", "off"])),
      \.options.asJSON),
  ]

  /// What is left of a user name of 508 bytes beside the claims of a pass.
  private static let nameLimit = 400
  private static let forms: [String: CredentialForm] = [
    "sha1": .sha1, "sha256": .sha256, "pass": .pass,
  ]
}
