import SansIO

/// How requests are let in, and what they have in common.
extension TURNServer {
  /// The comprehension-required attributes a server knows, whether it reads them or not.
  static let known: [AttributeType] =
    Gate.understood + [
      .mappedAddress, .xorMappedAddress, .errorCode, .unknownAttributes, .channelNumber,
      .lifetime, .xorPeerAddress, .data, .xorRelayedAddress, .requestedAddressFamily, .evenPort,
      .requestedTransport, .dontFragment, .reservationToken,
    ]

  /// Binding (RFC 8489 section 12): anyone is told the address it comes from.
  mutating func bind(
    _ message: Message, _ reply: ReplyTo, at now: Moment, into outbox: inout Outbox
  ) {
    statistics.count(.binding)
    statistics.unverifiedBytesReceived += UInt64(message.bytes.byteCount)
    guard budget.admits(reply.origin.address, at: now.monotonic) else {
      return statistics.drop(.overBudget)
    }
    let unknown = message.unknownRequired(
      besides: TURNServer.known, limit: configuration.limits.unknownAttributes)
    guard unknown.isEmpty else {
      return refuse(reply, .unknown(unknown), at: now, into: &outbox)
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
    switch gate.admit(message, along: reply.path, at: now) {
    case .refused(let refusal):
      statistics.unverifiedBytesReceived += UInt64(message.bytes.byteCount)
      guard budget.admits(reply.origin.address, at: now.monotonic) else {
        return statistics.drop(.overBudget)
      }
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
    default: try channelBind(request, into: &outbox)
    }
  }

  /// The open allocation of a request that needs one: 437 without, 441 if another user made it
  /// (RFC 8656 section 5).
  func allocation(
    of request: Request
  ) throws(Refusal) -> (slot: UInt32, relay: Allocation.Relay) {
    guard let slot = ledger.allocation(of: request.reply.path),
      request.now.monotonic < ledger.allocations[slot].expires,
      let relay = ledger.allocations[slot].relay
    else { throw .reject(.allocationMismatch) }
    guard ledger.terms[Int(slot)]?.user == request.admission.quotaUser else {
      throw .reject(.wrongCredentials)
    }
    return (slot, relay)
  }

  /// Refuses a peer of another family with 443 and one the policy denies with 403.
  func check(
    _ peer: IPAddress, _ verdict: PeerVerdict, _ relay: Allocation.Relay
  ) throws(Refusal) {
    guard peer.family == relay.local.address.family else {
      throw .reject(.peerAddressFamilyMismatch)
    }
    guard verdict.isAllowed else { throw .reject(.forbidden) }
  }
}
