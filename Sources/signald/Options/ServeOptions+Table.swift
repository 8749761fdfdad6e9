import StunTurn

extension ServeOptions {
  /// The options of `serve`: the one place where an option is named.
  static let table: [Option<Draft>] =
    listeners + tls + web + credentials + lifecycle + relay + peers + limitTable + process

  private static let listeners: [Option<Draft>] = [
    Option(
      OptionDescription(
        "turn", .many("ADDR:PORT|off"), "Where to serve STUN and TURN over UDP and TCP.",
        details: "A bare port means all addresses of IPv4 and IPv6; an IPv6 address stands in "
          + "brackets, as in [::1]:\(turnPort); port 0 takes any free port.",
        standard: wildcards(turnPort), completion: .words([ListenAddress.off])),
      allInto: \.options.turn
    ) { (texts) throws(BadValue) in try ListenAddress.parseAll(texts, port: turnPort) },
    Option(
      OptionDescription(
        "turns", .many("ADDR:PORT|off"), "Where to serve STUN and TURN over TLS and DTLS.",
        details: "Needs a certificate, with which --turn and --https serve them too. A place of "
          + "--https may stand here as well: port 443 passes most firewalls.",
        standard: "off", completion: .words([ListenAddress.off])),
      allInto: \.options.turns
    ) { (texts) throws(BadValue) in try ListenAddress.parseAll(texts, port: turnsPort) },
    Option(
      OptionDescription(
        "http", .many("ADDR:PORT|off"), "Where to serve rooms and pages over HTTP.",
        details: "Browsers give camera and microphone to pages of this machine itself and to "
          + "pages over HTTPS only.",
        standard: wildcards(httpPort), completion: .words([ListenAddress.off])),
      allInto: \.options.http
    ) { (texts) throws(BadValue) in try ListenAddress.parseAll(texts, port: httpPort) },
    Option(
      OptionDescription(
        "https", .many("ADDR:PORT|off"),
        "Where to serve rooms and pages over HTTPS, and TURN over TLS.",
        details: "Needs --certificate and --key, or --dev-tls.",
        standard: "off, but \(wildcards(httpsPort)) with --dev-tls",
        completion: .words([ListenAddress.off])),
      allInto: \.https
    ) { (texts) throws(BadValue) in try ListenAddress.parseAll(texts, port: httpsPort) },
  ]

  private static func wildcards(_ port: UInt16) -> String {
    ListenAddress.wildcards(port: port).map(\.description).joined(separator: " and ")
  }

  private static let tls: [Option<Draft>] = [
    Option(
      OptionDescription(
        "certificate", .many("FILE"),
        "The file with the server's certificate and those that vouch for it, as PEM.",
        details: "The server's own comes first in the file. Of several certificates the one for "
          + "the name that a client asks for is shown, else the first. SIGHUP has all files read "
          + "again; connections live on.", completion: .files),
      allInto: \.certificates, FilePath.parseAll),
    Option(
      OptionDescription(
        "key", .many("FILE"), "The file with the private key of --certificate, as PEM.",
        details: "As many as there are certificates, in the same order.", completion: .files),
      allInto: \.keys, FilePath.parseAll),
    Option(
      toggle: OptionDescription(
        "dev-tls", .toggle, "Serves TLS with a certificate the server makes for itself.",
        details: "Browsers warn of it; for trying things out only.",
        standard: "off", completion: .words(["on", "off"])),
      \.makesCertificate),
  ]

  private static let web: [Option<Draft>] = [
    Option(
      OptionDescription(
        "public-url", .one("URL"),
        "The address under which browsers reach the server, such as https://example.org.",
        details: "To be given where a proxy or a translation of ports stands in between.",
        standard: "the address that a browser used"),
      into: \.options.publicURL
    ) { (text) throws(BadValue) in try PublicURL(parsing: text) },
    Option(
      OptionDescription(
        "origin", .many("PATTERN"),
        "Other sites whose pages may use the rooms, by their origin.",
        details: "As in https://example.org, https://*.example.org for all hosts below it, "
          + "http://localhost:* for all ports, or * for all sites.",
        standard: "none: the server's own pages only"),
      allInto: \.options.origins, OriginList.parseAll),
    Option(
      OptionDescription(
        "trusted-proxy", .many("CIDR"),
        "Addresses of proxies that are believed about which client they speak for.",
        standard: "none"),
      allInto: \.options.trustedProxies, AddressBlock.parseAll),
    Option(
      OptionDescription(
        "proxy-protocol-from", .many("CIDR"),
        "Addresses of proxies that begin every connection with a PROXY header.",
        details: "Version 1 or 2, in front of TLS. A connection from there without one is closed; "
          + "nobody else's is recognised.",
        standard: "none"),
      allInto: \.options.proxies, AddressBlock.parseAll),
    Option(
      OptionDescription(
        "web", .one("DIR"), "The directory of the pages.",
        standard: "share/signald/web as installed with the program, else web",
        completion: .directories),
      into: \.options.webDirectory
    ) { (text) throws(BadValue) in try DirectoryPath.parse(text) },
  ]

  private static let credentials: [Option<Draft>] = [
    Option(
      OptionDescription(
        "realm", .one("NAME"), "The realm that passwords belong to, such as your domain.",
        standard: standardRealm),
      into: \.options.realm, Realm.parse),
    Option(
      OptionDescription(
        "turn-user", .many("NAME:PASSWORD"), "A user with a password that does not change.",
        details: "Other users of this machine can read command lines; prefer the environment "
          + "or a file.", secrecy: .secretOrFile),
      allInto: \.options.users, TURNUser.parseAll),
    Option(
      OptionDescription(
        "turn-secret", .many("SECRET"),
        "A secret shared with the service that issues time-limited TURN credentials.",
        details: "Several are accepted at a time, so that they can be replaced one by one.",
        secrecy: .secret)
    ) { (draft, texts, _) throws(BadValue) in
      for text in texts { draft.options.secrets.append(try Secret.parse(text)) }
    },
    Option(
      OptionDescription(
        "turn-secret-file", .many("FILE"), "A file with further such secrets, one a line.",
        details: "Empty lines and lines that begin with # are left out.", completion: .files)
    ) { (draft, paths, surroundings) throws(BadValue) in
      for path in paths { draft.options.secrets += try Secret.parseFile(path, in: surroundings) }
    },
  ]

  private static let relay: [Option<Draft>] = [
    Option(
      OptionDescription(
        "relay-address", .many("ADDR"),
        "The address of this machine that relays are opened on: one IPv4, one IPv6.",
        standard: "the addresses this machine would send from"),
      allInto: \.options.relayAddresses, MachineAddress.parseAll),
    Option(
      OptionDescription(
        "relay-ports", .one("LOW-HIGH"), "The ports that relays are opened on.",
        standard: "\(standardRelayPorts.lowerBound)-\(standardRelayPorts.upperBound)"),
      into: \.options.relayPorts, PortRange.parse),
    Option(
      OptionDescription(
        "external-address", .many("PUBLIC[/LOCAL]"),
        "The public address of this machine behind a 1:1 address translation.",
        details: "Clients are told PUBLIC in place of LOCAL, or of every local address of the "
          + "same family."),
      allInto: \.options.externalAddresses, ExternalAddress.parseAll),
    Option(
      OptionDescription(
        "nat-discovery", .one("ADDR:PORT,ADDR:PORT"),
        "Also lets clients find out how their NATs behave (RFC 5780), on two addresses.",
        details: "Both addresses are served on both ports, for STUN and TURN too. Binding requests "
          + "there may choose where their answer comes from."),
      into: \.options.natDiscovery
    ) { (text) throws(BadValue) in try NATDiscoveryPlan.parse(text) },
    Option(
      toggle: OptionDescription(
        "rfc5766-channels", .toggle,
        "Also accepts the channel numbers above 0x4FFF that RFC 5766 had.",
        standard: "off", completion: .words(["on", "off"])),
      \.options.rfc5766Channels),
  ]

  private static let peers: [Option<Draft>] = [
    Option(
      OptionDescription(
        "allow-peer", .many("CIDR"),
        "Addresses that may be relayed to although they are refused otherwise.",
        details:
          "Loopback, private and other special addresses are refused by default; "
          + "some can never be allowed."
      ),
      allInto: \.options.allowedPeers, AddressBlock.parseAll),
    Option(
      OptionDescription(
        "deny-peer", .many("CIDR"), "Further addresses that are not relayed to.",
        details: "Where --allow-peer and --deny-peer both hold an address, the longer prefix "
          + "decides; of equal ones, --deny-peer."),
      allInto: \.options.deniedPeers, AddressBlock.parseAll),
    Option(
      OptionDescription(
        "user-allow-peer", .many("USER=CIDR"),
        "Addresses that may be relayed to for one user although they are refused otherwise.",
        details: "USER is the name of a user, or what follows the colon in the user name of a "
          + "time-limited credential."
      )
    ) { (draft, texts, _) throws(BadValue) in
      try UserBlock.add(texts, to: &draft.options.userPeers, \.allow)
    },
    Option(
      OptionDescription(
        "user-deny-peer", .many("USER=CIDR"),
        "Further addresses that are not relayed to for one user.",
        details: "Of all these options the longest prefix decides; of equal ones, the user's own.")
    ) { (draft, texts, _) throws(BadValue) in
      try UserBlock.add(texts, to: &draft.options.userPeers, \.deny)
    },
  ]

  private static let process: [Option<Draft>] = [
    Option(
      OptionDescription(
        "loops", .one("N"), "How many event loops run, each on a thread of its own.",
        standard: "the number of processors online"),
      into: \.options.loops
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
      into: \.options.stateDirectory, DirectoryPath.parse),
    Option(
      OptionDescription(
        "log", .one("LEVEL"),
        "What is logged to the standard error: "
          + LogLevel.allCases.map(\.description).joined(separator: ", ") + ".",
        standard: "info", completion: .words(LogLevel.allCases.map(\.description))),
      into: \.options.logLevel, LogLevel.parse),
    Option(
      OptionDescription(
        "log-format", .one("FORMAT"),
        "How log lines are written: text for people, or json with one object a line.",
        standard: "text", completion: .words(LogFormat.allCases.map(\.rawValue))),
      into: \.options.logFormat, LogFormat.parse),
  ]
}
