import SansIO

// What answers change (RFC 8489 sections 6.3, 9.2.5; RFC 8656 sections 7.3, 7.4, 8.3, 10.3, 12.3).
extension TURNSession {
  /// Takes in an answer; answers `false`, and changes nothing, if it is not one to a request of
  /// ours or is not protected as it must be: then the true one may still come.
  mutating func takeAnswer(
    _ message: Message, at now: Instant, with tools: inout ClientTools, into outbox: inout Outbox
  ) -> Bool {
    guard message.isAnswer,
      let place = pending.firstIndex(where: {
        $0.request.id == message.id && $0.request.method == message.method
      }),
      isBelievable(message, for: pending[place].request, with: &tools)
    else { return false }
    let answered = pending.remove(at: place)
    if !message.isUnderstood {
      misunderstood(answered, at: now, with: &tools, into: &outbox)
    } else if message.kind == .success {
      succeeded(answered, message, at: now, with: &tools, into: &outbox)
    } else {
      failed(answered, message, at: now, with: &tools, into: &outbox)
    }
    reschedule()
    return true
  }

  /// Whether the answer is protected by the request's key; a challenge need not be, since the
  /// server may not know us, but if it claims to be, it must, and it must not offer less than the
  /// one before (RFC 8489 section 9.2.5).
  private func isBelievable(
    _ message: Message, for request: ClientRequest, with tools: inout ClientTools
  ) -> Bool {
    guard let challenge = request.challenge else { return true }
    if message.kind == .failure, let code = try? message.errorCode(), code.isChallenge,
      !message.hasIntegrity, !message.hasIntegritySHA256
    {
      // One that offers less than before would make us show more than we have to.
      return !challenge.isForged(message)
    }
    return challenge.key.withBytes {
      message.isIntact(challenge.integrity, key: $0, using: &tools.authenticator)
    }
  }

  // MARK: Success

  private mutating func succeeded(
    _ answered: PendingRequest, _ message: Message, at now: Instant,
    with tools: inout ClientTools, into outbox: inout Outbox
  ) {
    let sent = answered.transaction.sent
    switch (answered.request.purpose, state) {
    case (.allocate, .closing(let reason)):
      delete(because: reason, at: now, with: &tools, into: &outbox)
    case (.allocate, _): allocated(message, from: sent, at: now, with: &tools, into: &outbox)
    case (.refresh, .closing(let reason)): finish(reason)
    case (.refresh, .allocated(let allocation)): refreshed(allocation, message, from: sent)
    case (.createPermission(let addresses), .allocated):
      for address in addresses { permitted(address, from: sent) }
    case (.channelBind(let number, let peer), .allocated): bound(peer, number, from: sent)
    default: break
    }
  }

  /// The answer to Allocate (RFC 8656 section 7.3).
  private mutating func allocated(
    _ message: Message, from sent: Instant, at now: Instant, with tools: inout ClientTools,
    into outbox: inout Outbox
  ) {
    let relayed = message.relayedAddresses
    guard !relayed.isEmpty, let mapped = message.reflexiveAddress,
      let lifetime = try? message.uint32(.lifetime),
      lifetime > 0
    else { return delete(because: .malformed, at: now, with: &tools, into: &outbox) }
    guard options.families.allow(relayed) else {
      return delete(because: .wrongFamily, at: now, with: &tools, into: &outbox)
    }
    state = .allocated(ClientAllocation(relayed: relayed, lifetime: lifetime, from: sent))
    tell(.allocated(relayed: relayed, mapped: mapped, lifetime: lifetime))
  }

  private mutating func refreshed(
    _ allocation: ClientAllocation, _ message: Message, from sent: Instant
  ) {
    guard let lifetime = try? message.uint32(.lifetime) else {
      return tell(.unanswered(.refresh))
    }
    guard lifetime > 0 else { return finish(.lost) }
    var longer = allocation
    longer.extend(by: lifetime, from: sent)
    state = .allocated(longer)
    tell(.refreshed(lifetime: lifetime))
  }

  /// A channel brings a permission with it (RFC 8656 section 12.2).
  private mutating func bound(_ peer: Endpoint, _ number: ChannelNumber, from sent: Instant) {
    guard let place = peers.channel(of: peer), peers.channels[place].grant != .lapsed else {
      return
    }
    if peers.channels[place].grant == .asked { tell(.bound(peer, number)) }
    peers.updateChannel(of: peer) { $0.grant(from: sent) }
    if peers.permission(of: peer.address) == nil, peers.permissions.count < PeerTable.limit {
      peers.permissions.append(PeerPermission(address: peer.address))
    }
    permitted(peer.address, from: sent)
  }

  private mutating func permitted(_ address: IPAddress, from sent: Instant) {
    guard let place = peers.permission(of: address) else { return }
    let isNews = !peers.permissions[place].grant.isGranted
    peers.permissions[place].grant(from: sent)
    if isNews { tell(.permitted(address)) }
  }

  // MARK: Failure

  private mutating func failed(
    _ answered: PendingRequest, _ message: Message, at now: Instant,
    with tools: inout ClientTools, into outbox: inout Outbox
  ) {
    guard let code = try? message.errorCode() else {
      return misunderstood(answered, at: now, with: &tools, into: &outbox)
    }
    if code.isChallenge,
      let again = answer(to: code, message, of: answered)
    {
      let purpose = again.request.purpose
      return begin(purpose, repeating: again, at: now, with: &tools, into: &outbox)
    }
    refused(answered, code, message, at: now, with: &tools, into: &outbox)
  }

  /// Takes over realm and nonce of a challenge; `nil` if the request was repeated for that already.
  private mutating func answer(
    to code: ErrorCode, _ message: Message, of answered: PendingRequest
  ) -> PendingRequest? {
    if case .closing = state, case .allocate = answered.request.purpose { return nil }
    guard
      let fresh = ClientChallenge(
        of: message, for: credential, hidingUser: options.hidesUser, after: challenge)
    else { return nil }
    var again = answered
    if code == .staleNonce {
      guard !answered.wasStale, answered.request.challenge != nil else { return nil }
      again.wasStale = true
    } else {
      // The same credentials for the same realm would be refused again (RFC 8489 section 9.2.5).
      guard !answered.wasChallenged, answered.request.challenge?.realm != fresh.realm else {
        return nil
      }
      again.wasChallenged = true
    }
    challenge = fresh
    if case .allocating = state { state = .challenged }
    return again
  }

  private mutating func refused(
    _ answered: PendingRequest, _ code: ErrorCode, _ message: Message, at now: Instant,
    with tools: inout ClientTools, into outbox: inout Outbox
  ) {
    if case .closing(let reason) = state { return finish(reason) }
    switch answered.request.purpose {
    case .binding: break
    case .allocate: finish(refusal(code, message))
    case _ where code == .allocationMismatch: finish(.lost)
    case .refresh: tell(.refused(.refresh, code))
    case .createPermission(let addresses):
      refused(addresses, code, at: now, with: &tools, into: &outbox)
    case .channelBind(_, let peer):
      if code == .badRequest {
        return delete(because: .channelRefused(peer), at: now, with: &tools, into: &outbox)
      }
      peers.updateChannel(of: peer) { if $0.grant == .asked { $0.grant = .lapsed } }
      tell(.refused(.channel(peer), code))
    }
  }

  private func refusal(_ code: ErrorCode, _ message: Message) -> ClosingReason {
    if code == .tryAlternate, let server = message.alternateServer(insteadOf: route.server) {
      return .redirected(server)
    }
    return .refused(code)
  }

  /// One bad address refuses all of a request (RFC 8656 section 10.2), so each is asked for alone.
  private mutating func refused(
    _ addresses: [IPAddress], _ code: ErrorCode, at now: Instant, with tools: inout ClientTools,
    into outbox: inout Outbox
  ) {
    if addresses.count > 1 {
      for address in addresses {
        begin(.createPermission([address]), at: now, with: &tools, into: &outbox)
      }
      return
    }
    for address in addresses {
      peers.permissions.removeAll { $0.address == address && $0.grant == .asked }
      tell(.refused(.permission(address), code))
    }
  }

  /// An answer that cannot be used ends its request (RFC 8489 section 6.3.3).
  private mutating func misunderstood(
    _ answered: PendingRequest, at now: Instant, with tools: inout ClientTools,
    into outbox: inout Outbox
  ) {
    if case .allocate = answered.request.purpose {
      // There may be an allocation behind it.
      let reason = if case .closing(let wanted) = state { wanted } else { ClosingReason.malformed }
      return delete(because: reason, at: now, with: &tools, into: &outbox)
    }
    unanswered(answered.request.purpose, retryingAt: nil)
  }
}

extension ErrorCode {
  /// Whether it asks for credentials: 401 or 438.
  var isChallenge: Bool { self == .unauthenticated || self == .staleNonce }
}
