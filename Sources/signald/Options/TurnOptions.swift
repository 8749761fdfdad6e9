/// What `turn` was asked to do, read and checked.
struct TurnOptions: Equatable, Sendable {
  /// The server.
  let server: ServerAddress
  /// The user name and password.
  let credentials: Credentials
  /// The options all client commands share.
  let client: ClientOptions

  private struct Draft: ClientCommand, CredentialCommand {
    var client = ClientOptions()
    var user: String?
    var password: String?

    static var table: [Option<Draft>] { credentialTable + clientTable }
  }

  /// Reads the options of a command line over the environment over the defaults.
  init(_ given: GivenWords, in surroundings: Surroundings) throws(UsageError) {
    var draft = Draft()
    try OptionReader.fill(&draft, from: given, Draft.table, in: surroundings)
    client = draft.client
    server = try given.server(of: .turn, over: client.transport)
    guard let credentials = try draft.credentials(for: .turn) else {
      throw .incomplete(.turn, missing: "--user and --password")
    }
    self.credentials = credentials
  }

  /// The options of the command.
  static var descriptions: [OptionDescription] { Draft.table.map(\.description) }
}
