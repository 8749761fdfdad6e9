import SansIO
import Signal
import StunTurn

/// What `serve` was asked to do, read and checked.
struct ServeOptions: Equatable, Sendable {
  /// Where to serve STUN and TURN over UDP and TCP; empty when it is off.
  var turn = ListenAddress.wildcards(port: ServeOptions.turnPort)
  /// Where to serve rooms and pages over HTTP; empty when it is off.
  var http = ListenAddress.wildcards(port: ServeOptions.httpPort)
  /// Where to serve rooms and pages over HTTPS, and TURN over TLS; empty when it is off.
  var https: [Endpoint] = []
  /// Where to serve STUN and TURN over TLS and DTLS; empty when it is off.
  var turns: [Endpoint] = []
  /// Proxies that begin every connection with a PROXY header.
  var proxies: [IPPrefix] = []
  /// What the server proves itself with; present when `https` or `turns` is not empty.
  var certificate: ServerCertificate?
  /// The address that browsers are told, if it is not the one they used.
  var publicURL: PublicURL?
  /// Origins of pages that may use the rooms besides the server's own.
  var origins: [OriginPolicy.Pattern] = []
  /// Proxies that are believed about whom they speak for.
  var trustedProxies: [IPPrefix] = []
  /// The directory of the pages, if one was named; not yet looked into.
  var webDirectory: String?
  /// The realm of long-term credentials.
  var realm = ServeOptions.standardRealm
  /// Users with lasting passwords.
  var users: [TURNUser] = []
  /// Users of the file of users.
  var fileUsers: [Account] = []
  /// Whether an allocation ends with the time-limited credential it was made with.
  var strictExpiry = false
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
  /// Peers that single users may or may not reach, by user name.
  var userPeers: [String: PeerLists] = [:]
  /// What clients, users and strangers may use.
  var limits = TURNServer.Limits()
  /// Whether channel numbers of RFC 5766 beyond those of RFC 8656 are accepted.
  var rfc5766Channels = false
  /// Where NAT behaviour discovery is served, if anywhere.
  var natDiscovery: NATDiscoveryPlan?
  /// How many event loops run, 1 to 255.
  var loops: Int
  /// The directory that state is kept in.
  var stateDirectory: String
  /// What is logged.
  var logLevel = LogLevel.info
  /// How log lines are written.
  var logFormat = LogFormat.text

  /// The port of STUN and TURN (RFC 8489 section 8.1).
  static let turnPort: UInt16 = 3_478
  /// The port of rooms and pages, one that needs no privilege.
  static let httpPort: UInt16 = 8_080
  /// The port of rooms and pages over TLS with a certificate made by the server.
  static let httpsPort: UInt16 = 8_443
  /// The port of STUN and TURN over TLS and DTLS (RFC 8489 section 8.1).
  static let turnsPort: UInt16 = 5_349
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
    if let argument = given.arguments.first {
      throw .unexpectedArgument(argument, command: .serve)
    }
    var draft = Draft(options: ServeOptions(standardIn: surroundings))
    try OptionReader.fill(&draft, from: given, ServeOptions.table, in: surroundings)
    self = try draft.finish()
  }
}

extension ServeOptions {
  /// The options of the command.
  static var descriptions: [OptionDescription] { table.map(\.description) }
}
