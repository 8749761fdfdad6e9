import SansIO
import StunTurn

/// What `explain-peer` was asked to judge, read and checked.
struct ExplainPeerOptions: Equatable, Sendable {
  /// The peer as typed, without its port.
  let text: String
  /// The peer's address.
  let address: IPAddress
  /// The peer's port; `nil` for a permission, which is for all ports.
  let port: UInt16?
  /// The user who asks; `nil` for one without rules of their own.
  let user: String?
  /// What the server would be started with, as far as it matters.
  let serve: ServeOptions
  /// Whether the outcome is printed as JSON.
  let asJSON: Bool

  /// The options of `serve` that a verdict depends on.
  private static let shared: Set = [
    "turn", "http", "https", "relay-address", "relay-ports", "external-address", "allow-peer",
    "deny-peer", "user-allow-peer", "user-deny-peer",
  ]

  private struct Draft {
    var serve: ServeOptions.Draft
    var user: String?
    var asJSON = false

    static var table: [Option<Draft>] {
      let own: [Option<Draft>] = [
        Option(
          OptionDescription("user", .one("USER"), "The user who wants to reach the peer."),
          into: \.user
        ) { (text) throws(BadValue) in try Secret.parse(text, limit: TURNUser.nameLimit) },
        Option(
          toggle: OptionDescription(
            "json", .toggle, "Prints the outcome as JSON for other programs.",
            standard: "off", completion: .words(["on", "off"])),
          \.asJSON),
      ]
      return own
        + ServeOptions.table.filter { shared.contains($0.description.name) }.map {
          $0.lifted(to: \.serve)
        }
    }
  }

  /// Reads the options of a command line over the environment over the defaults.
  init(_ given: GivenWords, in surroundings: Surroundings) throws(UsageError) {
    let standard = ServeOptions(standardIn: surroundings)
    var draft = Draft(serve: ServeOptions.Draft(options: standard))
    try OptionReader.fill(&draft, from: given, Draft.table, in: surroundings)
    guard let peer = given.arguments.first else {
      throw .incomplete(.explainPeer, missing: "a peer: signald explain-peer ADDRESS[:PORT]")
    }
    if given.arguments.count > 1 {
      throw .unexpectedArgument(given.arguments[1], command: .explainPeer)
    }
    if let endpoint = Endpoint(peer) {
      (address, port) = (endpoint.address, endpoint.port)
      text = String(peer[..<(peer.lastIndex(of: ":") ?? peer.endIndex)])
    } else if let alone = IPAddress(peer) {
      (address, port, text) = (alone, nil, peer)
    } else {
      throw .badValue(
        .flag("ADDRESS[:PORT]"), value: peer, problem: "is not an address",
        remedy: "write one such as 192.0.2.1, 192.0.2.1:5000 or [2001:db8::1]:5000")
    }
    var serve = draft.serve.options
    serve.https = draft.serve.https ?? serve.https
    self.serve = serve
    user = draft.user
    asJSON = draft.asJSON
  }

  /// The options of the command.
  static var descriptions: [OptionDescription] { Draft.table.map(\.description) }
}
