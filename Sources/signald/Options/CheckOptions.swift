import Conformance
import SansIO

/// What `check` was asked to do, read and checked.
struct CheckOptions: Equatable, Sendable {
  /// The servers, each with its transport; empty when checks are only listed.
  let servers: [ServerAddress]
  /// How clients prove who they are; present when there are servers.
  let credentials: Terms.Credentials?
  /// This machine's address as the servers see it, if it was given.
  let peer: IPAddress?
  /// The sections and checks to be run, by name; empty for all.
  let only: [String]
  /// Whether checks may take minutes.
  let isSlow: Bool
  /// The options all client commands share.
  let client: ClientOptions

  /// The one kind of server that can be checked.
  static let kind = "turn"

  /// The checks to be run.
  var checks: [Check] {
    only.isEmpty
      ? Check.all
      : Check.all.filter { only.contains($0.section.rawValue) || only.contains($0.name) }
  }

  private struct Draft: ClientCommand, CredentialCommand {
    var client = ClientOptions()
    var user: String?
    var password: String?
    var secret: String?
    var peer: IPAddress?
    var only: [String] = []
    var isSlow = false
    var isListing = false

    static var table: [Option<Draft>] { credentialTable + ownTable + clientTable }

    private static let ownTable: [Option<Draft>] = [
      Option(
        OptionDescription(
          "secret", .one("SECRET"),
          "The secret that the server shares with those who issue time-limited credentials.",
          details: "In place of --password; some checks need it, because it buys a second user.",
          secrecy: .secretOrFile),
        into: \.secret
      ) { (text) throws(BadValue) in try Secret.parse(text) },
      Option(
        OptionDescription(
          "peer", .one("ADDRESS"), "The address of this machine as the server sees it.",
          details: "The checks play the peers too, and their ports must be reachable from there.",
          standard: "the address this machine sends from"),
        into: \.peer
      ) { (text) throws(BadValue) in
        guard let address = IPAddress(text) else {
          throw BadValue(text, "is not an address", "write an IP address such as 192.0.2.7")
        }
        return address
      },
      Option(
        OptionDescription(
          "only", .many("SECTION"), "Runs the checks of a section, or one by its name.",
          standard: "all", completion: .words(Section.allCases.map(\.rawValue))),
        allInto: \.only, CheckOptions.selection),
      Option(
        toggle: OptionDescription(
          "slow", .toggle, "Also runs the checks that take minutes.", standard: "off",
          completion: .words(["on", "off"])),
        \.isSlow),
      Option(
        toggle: OptionDescription(
          "list", .toggle, "Lists the checks and runs none.", standard: "off",
          completion: .words(["on", "off"])),
        \.isListing),
    ]

    /// How clients prove who they are.
    func proof() throws(UsageError) -> Terms.Credentials {
      if let secret {
        guard password == nil else {
          throw .contradiction("--password and --secret are both given; keep one of them")
        }
        return .secret(secret, user: user ?? "check")
      }
      guard let credentials = try credentials(for: .check) else {
        throw .incomplete(.check, missing: "--user and --password, or --secret")
      }
      return .password(user: credentials.user, password: credentials.password)
    }
  }

  /// Reads the options of a command line over the environment over the defaults.
  init(_ given: GivenWords, in surroundings: Surroundings) throws(UsageError) {
    var draft = Draft()
    try OptionReader.fill(&draft, from: given, Draft.table, in: surroundings)
    client = draft.client
    peer = draft.peer
    only = draft.only
    isSlow = draft.isSlow
    guard let kind = given.arguments.first, kind == CheckOptions.kind else {
      throw .incomplete(.check, missing: "what to check: signald check turn SERVER…")
    }
    if draft.isListing {
      if given.arguments.count > 1 {
        throw .unexpectedArgument(given.arguments[1], command: .check)
      }
      (servers, credentials) = ([], nil)
      return
    }
    guard given.arguments.count > 1 else {
      throw .incomplete(.check, missing: "a server: signald check turn HOST[:PORT]")
    }
    var servers: [ServerAddress] = []
    for text in given.arguments.dropFirst() {
      servers.append(try CheckOptions.server(text, over: draft.client.transport))
    }
    self.servers = servers
    credentials = try draft.proof()
  }

  /// The options of the command.
  static var descriptions: [OptionDescription] { Draft.table.map(\.description) }

  @Sendable private static func selection(_ words: [String]) throws(BadValue) -> [String] {
    for word in words where Section(rawValue: word) == nil {
      guard !Check.all.contains(where: { $0.name == word }) else { continue }
      let names = Section.allCases.map(\.rawValue).joined(separator: ", ")
      throw BadValue(word, "is neither a section nor a check", "write one of \(names)")
    }
    return words
  }

  /// Reads `HOST[:PORT]` or a `turn:` or `turns:` URI.
  private static func server(
    _ text: String, over transport: ClientTransport
  ) throws(UsageError) -> ServerAddress {
    let lowered = text.lowercased()
    guard lowered.hasPrefix("turn:") || lowered.hasPrefix("turns:") else {
      guard let place = Host.withPort(text) else {
        throw .badValue(
          .flag("SERVER"), value: text, problem: "is not a host",
          remedy: "write HOST[:PORT] or \(remedy)")
      }
      return ServerAddress(
        host: place.host, port: place.port ?? transport.standardPort, transport: transport)
    }
    do throws(BadValue) {
      return try ServerURI(parsing: text).address(over: transport)
    } catch {
      throw .badValue(
        .flag("SERVER"), value: error.value, problem: error.problem, remedy: error.remedy)
    }
  }

  private static let remedy = "turn: or turns:HOST[:PORT][?transport=udp|tcp]"
}
