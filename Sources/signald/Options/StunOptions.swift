/// What `stun` was asked to do, read and checked.
struct StunOptions: Equatable, Sendable {
  /// The server.
  let server: ServerAddress
  /// The options all client commands share.
  let client: ClientOptions

  private struct Draft: ClientCommand { var client = ClientOptions() }

  /// Reads the options of a command line over the environment over the defaults.
  init(_ given: GivenWords, in surroundings: Surroundings) throws(UsageError) {
    var draft = Draft()
    try OptionReader.fill(&draft, from: given, Draft.clientTable, in: surroundings)
    client = draft.client
    server = try given.server(of: .stun, over: client.transport)
  }

  /// The options of the command.
  static var descriptions: [OptionDescription] { Draft.clientTable.map(\.description) }
}
