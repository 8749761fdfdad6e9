import SansIO

/// What `serve` was asked to do, read and checked.
struct ServeOptions: Equatable, Sendable {
  /// Where to serve STUN and TURN over UDP; empty when it is off.
  var turn: [Endpoint] = ListenAddress.wildcards(port: 3_478)
  /// The realm of long-term credentials.
  var realm = ServeOptions.standardRealm
  /// Users with lasting passwords.
  var users: [TURNUser] = []
  /// Secrets shared with issuers of time-limited credentials.
  var secrets: [String] = []
  /// The addresses relay sockets are bound to, at most one of a family; empty for automatic choice.
  var relayAddresses: [IPAddress] = []
  /// The ports relay sockets are bound to.
  var relayPorts = ServeOptions.standardRelayPorts
  /// Public addresses in front of this machine.
  var externalAddresses: [ExternalAddress] = []
  /// Peers that may be reached although they are refused by default or by `deniedPeers`.
  var allowedPeers: [IPPrefix] = []
  /// Peers that are refused in addition to those refused by default.
  var deniedPeers: [IPPrefix] = []
  /// Whether channel numbers of RFC 5766 beyond those of RFC 8656 are accepted.
  var rfc5766Channels = false
  /// How many event loops run, 1 to 255.
  var loops: Int
  /// The directory that state is kept in.
  var stateDirectory: String
  /// What is logged.
  var logLevel = LogLevel.info

  /// The realm unless told otherwise.
  static let standardRealm = "signald"
  /// The dynamic ports of RFC 6335 section 6, as RFC 8656 section 7.2 recommends.
  static let standardRelayPorts: ClosedRange<UInt16> = 49_152...65_535
  /// The largest number of event loops: a loop's name is one byte.
  static let loopLimit = 255

  /// The defaults on this machine.
  init(standardIn surroundings: Surroundings) {
    loops = min(max(surroundings.processorCount, 1), ServeOptions.loopLimit)
    stateDirectory = surroundings.standardStateDirectory
  }

  /// Reads the options of a command line over the environment over the defaults.
  init(_ given: GivenWords, in surroundings: Surroundings) throws(UsageError) {
    self.init(standardIn: surroundings)
    if let argument = given.arguments.first {
      throw .unexpectedArgument(argument, command: .serve)
    }
    try OptionReader.fill(&self, from: given, ServeOptions.table, in: surroundings)
    guard !turn.isEmpty else {
      throw .contradiction("--turn is off, and this version serves nothing else")
    }
  }
}

extension ServeOptions {
  /// The options of the command.
  static var descriptions: [OptionDescription] { table.map(\.description) }
}
