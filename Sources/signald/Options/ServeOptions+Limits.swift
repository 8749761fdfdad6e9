import StunTurn

extension ServeOptions {
  /// The options of `serve` that limit what clients use.
  static let limitTable: [Option<Draft>] = quotas + bandwidths + [strangers]

  private static let standard = TURNServer.Limits()

  private static let quotas: [Option<Draft>] = [
    Option(
      OptionDescription(
        "max-allocations", .one("N"), "How many allocations there may be.",
        details: "Each loop has an equal share. Who comes then is refused with 508.",
        standard: "\(standard.allocations)"),
      into: \.options.limits.allocations
    ) { (text) throws(BadValue) in try Limit.parse(text, in: 1...10_000_000) },
    Option(
      OptionDescription(
        "max-allocations-per-user", .one("N|off"), "How many allocations one user may have.",
        details: "On all loops together; the next is refused with 486. Members of rooms have at "
          + "most \(standard.roomAllocationsPerMember) in any case.",
        standard: Limit.off, completion: .words([Limit.off])),
      into: \.options.limits.allocationsPerUser
    ) { (text) throws(BadValue) in try Limit.parseOptional(text, in: 1...10_000_000) },
    Option(
      OptionDescription(
        "max-permissions-per-allocation", .one("N"),
        "How many peers' addresses one allocation may have permissions for.",
        standard: "\(standard.permissionsPerAllocation)"),
      into: \.options.limits.permissionsPerAllocation
    ) { (text) throws(BadValue) in try Limit.parse(text, in: 1...65_536) },
    Option(
      OptionDescription(
        "max-channels-per-allocation", .one("N"), "How many channels one allocation may bind.",
        standard: "\(standard.channelsPerAllocation)"),
      into: \.options.limits.channelsPerAllocation
    ) { (text) throws(BadValue) in try Limit.parse(text, in: 1...12_288) },
    Option(
      OptionDescription(
        "max-lifetime", .one("SECONDS"),
        "The longest time an allocation lives without being refreshed.",
        standard: "\(standard.maximumLifetimeSeconds)"),
      into: \.options.limits.maximumLifetimeSeconds
    ) { (text) throws(BadValue) in UInt32(try Limit.parse(text, in: 600...86_400)) },
  ]

  private static let bandwidths: [Option<Draft>] = [
    Option(
      OptionDescription(
        "max-bandwidth", .one("RATE|off"),
        "How many bits a second are relayed each way, as in 500M or 1G.",
        details: "With their UDP and IP headers; a second's worth may pass at once. Each loop has "
          + "an equal share. What is too much is dropped.",
        standard: Limit.off, completion: .words([Limit.off])),
      into: \.options.limits.bitsPerSecond, Bandwidth.parse),
    Option(
      OptionDescription(
        "max-bandwidth-per-user", .one("RATE|off"),
        "How many bits a second are relayed each way for one user.",
        details: "Divided equally among the loops that the user's allocations are on.",
        standard: Limit.off, completion: .words([Limit.off])),
      into: \.options.limits.bitsPerSecondPerUser, Bandwidth.parse),
    Option(
      OptionDescription(
        "max-bandwidth-per-allocation", .one("RATE|off"),
        "How many bits a second are relayed each way for one allocation.",
        details: "Members of rooms have at most \(standard.roomBitsPerSecond ?? 0) in any case.",
        standard: Limit.off, completion: .words([Limit.off])),
      into: \.options.limits.bitsPerSecondPerAllocation, Bandwidth.parse),
  ]

  private static let strangers = Option<Draft>(
    OptionDescription(
      "max-unverified-answers", .one("N|off"),
      "How many answers a second go to an address that has proved nothing.",
      details: "An address is one of IPv4 or a /56 of IPv6; a whole /24 or /48 gets five times as "
        + "many, this host itself any number. Keeps the server from being used to flood others.",
      standard: "\(standard.unverifiedAnswersPerSecond ?? 0)", completion: .words([Limit.off]))
  ) { (draft, texts, _) throws(BadValue) in
    for text in texts {
      let number = try Limit.parseOptional(text, in: 1...1_000_000).map { UInt64($0) }
      draft.options.limits.unverifiedAnswersPerSecond = number
      draft.options.limits.unverifiedBurst = 2 * (number ?? 1)
    }
  }
}
