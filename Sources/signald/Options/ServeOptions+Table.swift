extension ServeOptions {
  /// The options of `serve`: the one place where an option is named.
  static let table: [Option<ServeOptions>] =
    listeners + credentials + relay + peers + process

  private static let listeners: [Option<ServeOptions>] = [
    Option(
      OptionDescription(
        "turn", .many("ADDR:PORT|off"), "Where to serve STUN and TURN over UDP.",
        details: "A bare port means all addresses of IPv4 and IPv6; an IPv6 address stands in "
          + "brackets, as in [::1]:3478; port 0 takes any free port.",
        standard: "0.0.0.0:3478 and [::]:3478", completion: .words([ListenAddress.off])),
      allInto: \.turn, ListenAddress.parseAll),
    Option(
      OptionDescription(
        "http", .one("off"), "Where to serve rooms and pages; this version has none.",
        standard: ListenAddress.off, completion: .words([ListenAddress.off]))
    ) { (_, texts, _) throws(BadValue) in
      for text in texts where text != ListenAddress.off {
        throw BadValue(
          text, "asks for rooms", "this version has no room server yet; use --http off")
      }
    },
  ]

  private static let credentials: [Option<ServeOptions>] = [
    Option(
      OptionDescription(
        "realm", .one("NAME"), "The realm that passwords belong to, such as your domain.",
        standard: standardRealm),
      into: \.realm, Realm.parse),
    Option(
      OptionDescription(
        "turn-user", .many("NAME:PASSWORD"), "A user with a password that does not change.",
        details: "Other users of this machine can read command lines; prefer the environment "
          + "or a file.", secrecy: .secretOrFile),
      allInto: \.users, TURNUser.parseAll),
    Option(
      OptionDescription(
        "turn-secret", .many("SECRET"),
        "A secret shared with the service that issues time-limited TURN credentials.",
        details: "Several are accepted at a time, so that they can be replaced one by one.",
        secrecy: .secret)
    ) { (options, texts, _) throws(BadValue) in
      for text in texts { options.secrets.append(try Secret.parse(text)) }
    },
    Option(
      OptionDescription(
        "turn-secret-file", .many("FILE"), "A file with further such secrets, one a line.",
        details: "Empty lines and lines that begin with # are left out.", completion: .files)
    ) { (options, paths, surroundings) throws(BadValue) in
      for path in paths { options.secrets += try Secret.parseFile(path, in: surroundings) }
    },
  ]

  private static let relay: [Option<ServeOptions>] = [
    Option(
      OptionDescription(
        "relay-address", .many("ADDR"),
        "The address of this machine that relays are opened on: one IPv4, one IPv6.",
        standard: "the addresses this machine would send from"),
      allInto: \.relayAddresses, MachineAddress.parseAll),
    Option(
      OptionDescription(
        "relay-ports", .one("LOW-HIGH"), "The ports that relays are opened on.",
        standard: "\(standardRelayPorts.lowerBound)-\(standardRelayPorts.upperBound)"),
      into: \.relayPorts, PortRange.parse),
    Option(
      OptionDescription(
        "external-address", .many("PUBLIC[/LOCAL]"),
        "The public address of this machine behind a 1:1 address translation.",
        details: "Clients are told PUBLIC in place of LOCAL, or of every local address of the "
          + "same family."),
      allInto: \.externalAddresses, ExternalAddress.parseAll),
    Option(
      toggle: OptionDescription(
        "rfc5766-channels", .toggle,
        "Also accepts the channel numbers above 0x4FFF that RFC 5766 had.",
        standard: "off", completion: .words(["on", "off"])),
      \.rfc5766Channels),
  ]

  private static let peers: [Option<ServeOptions>] = [
    Option(
      OptionDescription(
        "allow-peer", .many("CIDR"),
        "Addresses that may be relayed to although they are refused otherwise.",
        details:
          "Loopback, private and other special addresses are refused by default; "
          + "some can never be allowed."
      ),
      allInto: \.allowedPeers, AddressBlock.parseAll),
    Option(
      OptionDescription(
        "deny-peer", .many("CIDR"), "Further addresses that are not relayed to.",
        details: "Where --allow-peer and --deny-peer both hold an address, the longer prefix "
          + "decides; of equal ones, --deny-peer."),
      allInto: \.deniedPeers, AddressBlock.parseAll),
  ]

  private static let process: [Option<ServeOptions>] = [
    Option(
      OptionDescription(
        "loops", .one("N"), "How many event loops run, each on a thread of its own.",
        standard: "the number of processors online"),
      into: \.loops
    ) { (text) throws(BadValue) in
      guard let count = Number.parse(text, in: 1...loopLimit) else {
        throw BadValue(text, "is not a number of loops", "write a number from 1 to \(loopLimit)")
      }
      return count
    },
    Option(
      OptionDescription(
        "state", .one("DIR"), "The directory that state is kept in; made when missing.",
        standard: "/var/lib/signald for root, else $XDG_STATE_HOME/signald or "
          + "~/.local/state/signald", completion: .directories),
      into: \.stateDirectory, DirectoryPath.parse),
    Option(
      OptionDescription(
        "log", .one("LEVEL"),
        "What is logged to the standard error: "
          + LogLevel.allCases.map(\.description).joined(separator: ", ") + ".",
        standard: "info", completion: .words(LogLevel.allCases.map(\.description))),
      into: \.logLevel, LogLevel.parse),
  ]
}
