/// What the client commands have in common, read and checked.
struct ClientOptions: Equatable, Sendable {
  /// The transport to the server, or to servers whose URI names none.
  var transport = ClientTransport.udp
  /// How long the whole attempt may take.
  var timeout: Duration = .seconds(standardTimeout)
  /// Whether a server's certificate is taken unchecked.
  var isInsecure = false
  /// Whether the outcome is printed as JSON.
  var asJSON = false

  /// The time limit unless told otherwise, in seconds.
  static let standardTimeout = 10
}
