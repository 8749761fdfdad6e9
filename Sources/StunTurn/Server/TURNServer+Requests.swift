import SansIO

/// How requests are let in, and what they have in common.
extension TURNServer {
  /// The comprehension-required attributes a server knows, whether it reads them or not.
  static let known: [AttributeType] =
    Gate.understood + [
      .mappedAddress, .xorMappedAddress, .errorCode, .unknownAttributes, .channelNumber,
      .lifetime, .xorPeerAddress, .data, .xorRelayedAddress, .requestedAddressFamily, .evenPort,
      .requestedTransport, .dontFragment, .reservationToken, .connectionID,
    ]

  /// Binding (RFC 8489 section 12): anyone is told the address it comes from.
  mutating func bind(
    _ message: Message, _ reply: ReplyTo, at now: Moment, into outbox: inout Outbox
  ) {
    statistics.count(.binding)
    countUnverified(message, reply)
    guard mayAnswer(reply, at: now.monotonic) else { return statistics.drop(.overBudget) }
    let place = discoveryPlace(of: reply)
    let unknown = message.unknownRequired(
      besides: place == nil ? TURNServer.known : TURNServer.knownForDiscovery,
      limit: configuration.limits.unknownAttributes)
    guard unknown.isEmpty else {
      return refuse(reply, .unknown(unknown), at: now, into: &outbox)
    }
    if let place {
      do throws(AttributeError) {
        return try discover(message, reply, at: place, into: &outbox)
      } catch {
        return refuse(reply, .reject(.badRequest), at: now, into: &outbox)
      }
    }
    succeed(reply, into: &outbox) { output in
      output.append(.xorMappedAddress, xor: reply.origin, id: reply.id)
    }
  }

  /// Authenticates a request and carries it out; whatever refuses it becomes the error response
  /// here.
  mutating func admit(
    _ message: Message, _ reply: ReplyTo, at now: Moment, isSecondTry: Bool = false,
    into outbox: inout Outbox
  ) {
    if !isSecondTry { statistics.count(reply.method) }
    switch gate.admit(message, along: reply.ends, at: now) {
    case .refused(let refusal):
      countUnverified(message, reply)
      guard mayAnswer(reply, at: now.monotonic) else { return statistics.drop(.overBudget) }
      refuse(reply, refusal, at: now, into: &outbox)
    case .admitted(let admission):
      var sealed = reply
      sealed.seal = ReplyTo.Seal(integrity: admission.integrity, key: admission.key)
      let request = Request(
        message, by: admission, sealed, at: now, isSecondTry: isSecondTry)
      do throws(Refusal) {
        try fulfil(request, into: &outbox)
      } catch {
        refuse(sealed, error, at: now, into: &outbox)
      }
    }
  }

  /// Whether a sender that has proved nothing gets an answer. Over a stream it has proved its
  /// address, and nobody else can be hit.
  private mutating func mayAnswer(_ reply: ReplyTo, at now: Instant) -> Bool {
    switch reply.route {
    case .path: budget.admits(reply.origin.address, at: now)
    case .link: true
    }
  }

  /// Counts a request whose sender has proved nothing; one that came by a stream has proved where
  /// it comes from.
  private mutating func countUnverified(_ message: Message, _ reply: ReplyTo) {
    guard case .path = reply.route else { return }
    statistics.unverifiedBytesReceived += UInt64(message.bytes.byteCount)
  }

  private mutating func fulfil(
    _ request: Request, into outbox: inout Outbox
  ) throws(Refusal) {
    let unknown = request.message.unknownRequired(
      besides: TURNServer.known, limit: configuration.limits.unknownAttributes)
    guard unknown.isEmpty else { throw .unknown(unknown) }
    switch request.reply.method {
    case .allocate: try allocate(request, into: &outbox)
    case .refresh: try refresh(request, into: &outbox)
    case .createPermission: try createPermission(request, into: &outbox)
    case .connect: try connect(request, into: &outbox)
    case .connectionBind: try connectionBind(request, into: &outbox)
    default: try channelBind(request, into: &outbox)
    }
  }

  /// The open allocation of a request that needs one: 437 without, 441 if another user made it
  /// (RFC 8656 section 5).
  func allocation(of request: Request) throws(Refusal) -> AllocationHalves {
    let halves = ledger.halves(of: request.reply.route, at: request.now.monotonic)
    guard let slot = halves.slots.first else { throw .reject(.allocationMismatch) }
    guard ledger.terms[Int(slot)]?.user == request.admission.quotaUser else {
      throw .reject(.wrongCredentials)
    }
    return halves
  }

  /// The half a peer can be reached from: refuses a peer of another family with 443 and one the
  /// policy denies with 403.
  func half(
    of halves: AllocationHalves, for peer: IPAddress, _ verdict: (PeerGroup) -> PeerVerdict
  ) throws(Refusal) -> UInt32 {
    guard let slot = halves[peer.family] else { throw .reject(.peerAddressFamilyMismatch) }
    guard verdict(ledger.allocations[slot].group).isAllowed else { throw .reject(.forbidden) }
    return slot
  }
}
