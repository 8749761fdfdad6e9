/// What `ice` was asked to do, read and checked.
struct IceOptions: Equatable, Sendable {
  /// STUN servers to ask for server-reflexive addresses.
  let stunServers: [ServerAddress]
  /// TURN servers to ask for relayed addresses.
  let turnServers: [ServerAddress]
  /// The user name and password for all TURN servers; present when there are any.
  let credentials: Credentials?
  /// The options all client commands share.
  let client: ClientOptions

  private struct Draft: ClientCommand, CredentialCommand {
    var client = ClientOptions()
    var user: String?
    var password: String?
    var servers: [ServerURI] = []

    static var table: [Option<Draft>] {
      let servers = Option<Draft>(
        OptionDescription(
          "server", .many("URI"), "A STUN or TURN server by its URI.",
          details: "stun:HOST[:PORT], turn:HOST[:PORT] or turns:HOST[:PORT], these with "
            + "?transport=udp|tcp (RFC 7064, RFC 7065).", standard: "none: host candidates only"),
        allInto: \.servers, ServerURI.parseAll)
      return [servers] + credentialTable + clientTable
    }
  }

  /// Reads the options of a command line over the environment over the defaults.
  init(_ given: GivenWords, in surroundings: Surroundings) throws(UsageError) {
    if let argument = given.arguments.first {
      throw .unexpectedArgument(argument, command: .ice)
    }
    var draft = Draft()
    try OptionReader.fill(&draft, from: given, Draft.table, in: surroundings)
    client = draft.client
    let transport = client.transport
    func servers(_ service: ServerURI.Service) -> [ServerAddress] {
      draft.servers.filter { $0.service == service }.map { $0.address(over: transport) }
    }
    stunServers = servers(.stun)
    turnServers = servers(.turn)
    credentials = try draft.credentials(for: .ice)
    guard credentials != nil || turnServers.isEmpty else {
      throw .incomplete(.ice, missing: "--user and --password for its TURN servers")
    }
  }

  /// The options of the command.
  static var descriptions: [OptionDescription] { Draft.table.map(\.description) }
}
