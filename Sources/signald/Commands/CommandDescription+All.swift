extension CommandDescription {
  /// `serve`.
  static let serve = CommandDescription(
    .serve,
    summary: "Runs the server of rooms, STUN and TURN; the default when no command is named.",
    details: [
      "Without --turn-user, --users-file, --turn-secret and --turn-secret-file a random secret is "
        + "made at the first start and kept in the state directory.",
      "SIGHUP has the files of users, secrets and certificates read again, without a client "
        + "noticing; what is wrong with one is logged, and what there was stays.",
    ],
    examples: [
      "signald",
      "signald --realm example.org --turn-user alice:wonderland",
      "signald --realm example.org --users-file users --turn-secret-file secrets --strict-expiry",
      "signald --dev-tls",
      "signald --https :443 --certificate chain.pem --key key.pem",
      "signald --http 127.0.0.1:8080 --trusted-proxy 127.0.0.1 --public-url https://example.org",
      "signald --turn 192.0.2.1:3478 --external-address 203.0.113.7/192.0.2.1",
    ],
    options: ServeOptions.descriptions)

  /// `stun`.
  static let stun = CommandDescription(
    .stun, arguments: "HOST[:PORT]",
    summary: "Asks a STUN server which address it sees this machine under.",
    examples: ["signald stun stun.example.org", "signald stun --transport tcp [2001:db8::1]:3478"],
    options: StunOptions.descriptions)

  /// `turn`.
  static let turn = CommandDescription(
    .turn, arguments: "HOST[:PORT]",
    summary: "Tries a TURN server: allocates a relayed address and sends data through it.",
    examples: ["signald turn turn.example.org --user alice --password wonderland"],
    options: TurnOptions.descriptions)

  /// `check`.
  static let check = CommandDescription(
    .check, arguments: "turn SERVER…",
    summary: "Checks TURN servers against RFC 8489 and RFC 8656, from the outside.",
    details: [
      "A server is HOST[:PORT], or a turn: or turns: URI with ?transport=udp or ?transport=tcp. "
        + "What it does not offer is skipped. The status is 1 if a check failed."
    ],
    examples: [
      "signald check turn turn.example.org --user alice --password wonderland",
      "signald check turn --secret shared turn:192.0.2.1 turns:192.0.2.1",
      "signald check turn --list",
    ],
    argumentWords: [CheckOptions.kind], options: CheckOptions.descriptions)

  /// `ice`.
  static let ice = CommandDescription(
    .ice, summary: "Gathers ICE candidates as a browser would, and shows them.",
    examples: [
      "signald ice --server stun:stun.example.org",
      "signald ice --server turn:turn.example.org --user alice --password wonderland",
    ],
    options: IceOptions.descriptions)

  /// `explain-peer`.
  static let explainPeer = CommandDescription(
    .explainPeer, arguments: "ADDRESS[:PORT]",
    summary: "Says whether the server would relay to a peer, which rule decides, and why.",
    details: [
      "Takes the options and variables of serve that the answer depends on. Ends with status 0 "
        + "when the peer is allowed and 1 when it is denied. Without a port the answer is that to "
        + "a permission, which is for all ports."
    ],
    examples: [
      "signald explain-peer ::ffff:127.0.0.1",
      "signald explain-peer 10.1.2.3:5000 --allow-peer 10.0.0.0/8",
      "signald explain-peer 192.0.2.1 --user alice --user-deny-peer alice=192.0.2.0/24",
    ],
    options: ExplainPeerOptions.descriptions)

  /// `credential`.
  static let credential = CommandDescription(
    .credential,
    summary: "Makes a time-limited TURN credential that a server with the same secret accepts.",
    details: [
      "Without --turn-secret and --turn-secret-file it is made from the secret in the state "
        + "directory; of several secrets, from the first. No server is asked, and none keeps it.",
      "A credential of the kind pass says itself what its holder may do: its user name is "
        + "pass1;expires=UNIXTIME;bps=N;ports=LOW-HIGH;user=NAME, with bps and ports left out at "
        + "will, and its password the Base64 of HMAC-SHA256 over the user name, keyed by the "
        + "HMAC-SHA256 of 'signald relay pass' under the secret. The user name of the kinds sha1 "
        + "and sha256 is UNIXTIME:NAME, and the password the Base64 of its HMAC under the secret.",
    ],
    examples: [
      "signald credential --user alice --turn-secret-file /etc/signald/secrets",
      "signald credential --user kiosk --lifetime 3600 --bits-per-second 2000000",
    ],
    options: MintOptions.descriptions)

  /// `help`.
  static let help = CommandDescription(
    .help, arguments: "[COMMAND]", summary: "Explains the program, or one command.",
    examples: ["signald help serve"], argumentWords: CommandName.allCases.map(\.rawValue),
    options: HelpOptions.descriptions)

  /// `completions`.
  static let completions = CommandDescription(
    .completions, arguments: Shell.allCases.map(\.rawValue).joined(separator: "|"),
    summary: "Prints a script that teaches a shell to complete signald's command lines.",
    examples: [
      "signald completions bash > /usr/share/bash-completion/completions/signald",
      "signald completions zsh > /usr/share/zsh/site-functions/_signald",
      "signald completions fish > /usr/share/fish/vendor_completions.d/signald.fish",
    ],
    argumentWords: Shell.allCases.map(\.rawValue))
}
