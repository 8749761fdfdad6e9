/// A command with the options all client commands share.
protocol ClientCommand {
  /// The shared options.
  var client: ClientOptions { get set }
}

extension ClientCommand {
  /// The entries of the shared options.
  static var clientTable: [Option<Self>] {
    [
      Option(
        OptionDescription(
          "transport", .one("udp|tcp|tls|dtls"),
          "The transport to the server, or to servers whose URI names none.",
          standard: "udp", completion: .words(ClientTransport.allCases.map(\.rawValue))),
        into: \.client.transport, ClientTransport.parse),
      Option(
        OptionDescription(
          "timeout", .one("SECONDS"), "How long to try before giving up.",
          standard: "\(ClientOptions.standardTimeout)"),
        into: \.client.timeout, Seconds.parse),
      Option(
        toggle: OptionDescription(
          "insecure", .toggle, "Accepts any certificate of a TLS server; for tests only.",
          standard: "off", completion: .words(["on", "off"])),
        \.client.isInsecure),
      Option(
        toggle: OptionDescription(
          "json", .toggle, "Prints the outcome as JSON for other programs.",
          standard: "off", completion: .words(["on", "off"])),
        \.client.asJSON),
    ]
  }
}
