import SansIO

// What time changes.
extension TURNSession {
  /// Sends again, gives up, renews and lets lapse what is due.
  mutating func alarm(
    at now: Instant, with tools: inout ClientTools, into outbox: inout Outbox
  ) {
    guard let deadline, deadline <= now else { return }
    advanceRequests(at: now, with: &tools, into: &outbox)
    if case .allocated(var allocation) = state {
      if allocation.end <= now {
        finish(.expired)
      } else if allocation.takeRenewal(at: now) {
        state = .allocated(allocation)
        let seconds = options.lifetime ?? TURNSession.defaultLifetime
        begin(.refresh(seconds: seconds), at: now, with: &tools, into: &outbox)
      }
      advancePeers(at: now, with: &tools, into: &outbox)
    }
    reschedule()
  }

  /// Seconds asked for when nothing else is (RFC 8656 section 3.2).
  private static let defaultLifetime: UInt32 = 600

  private mutating func advanceRequests(
    at now: Instant, with tools: inout ClientTools, into outbox: inout Outbox
  ) {
    var given: [ClientRequest.Purpose] = []
    for place in pending.indices {
      switch pending[place].transaction.next(at: now) {
      case .wait: break
      case .timedOut: given.append(pending[place].request.purpose)
      case .retransmit:
        let request = pending[place].request
        request.send(over: route, using: &tools.authenticator, into: &outbox)
        if case .channelBind(_, let peer) = request.purpose {
          peers.updateChannel(of: peer) { $0.asked = now }
        }
      }
    }
    guard !given.isEmpty else { return }
    pending.removeAll { $0.transaction.deadline <= now }
    for purpose in given { unanswered(purpose, retryingAt: now) }
  }

  /// No usable answer came: what is still good is asked for again at once, if a time is given.
  mutating func unanswered(_ purpose: ClientRequest.Purpose, retryingAt now: Instant?) {
    switch (purpose, state) {
    case (_, .closing(let reason)): finish(reason)
    case (.allocate, _): finish(.timedOut)
    case (.refresh, .allocated(var allocation)):
      tell(.unanswered(.refresh))
      guard let now else { return }
      allocation.retry(at: now)
      state = .allocated(allocation)
    case (.createPermission(let addresses), .allocated):
      for address in addresses { unanswered(address, retryingAt: now) }
    case (.channelBind(_, let peer), .allocated):
      peers.updateChannel(of: peer) { channel in
        if channel.grant == .asked { channel.grant = .lapsed }
        if let now { _ = channel.grant.retry(at: now) }
      }
      tell(.unanswered(.channel(peer)))
    default: break
    }
  }

  private mutating func unanswered(_ address: IPAddress, retryingAt now: Instant?) {
    tell(.unanswered(.permission(address)))
    peers.permissions.removeAll { $0.address == address && $0.grant == .asked }
    guard let now else { return }
    peers.updatePermission(of: address) { _ = $0.grant.retry(at: now) }
  }

  private mutating func advancePeers(
    at now: Instant, with tools: inout ClientTools, into outbox: inout Outbox
  ) {
    guard case .allocated = state else { return }
    let over = peers.permissions.filter { $0.grant.isOver(at: now) }.map(\.address)
    for address in over {
      let isAskedFor = pending.contains { $0.request.asks(for: address) }
      peers.updatePermission(of: address) { $0.grant = isAskedFor ? .asked : .lapsed }
      tell(.lapsed(address))
    }
    peers.permissions.removeAll { $0.grant == .lapsed }
    for channel in peers.channels where channel.grant.isOver(at: now) {
      let isAskedFor = pending.contains { $0.request.asks(for: channel.peer) }
      peers.updateChannel(of: channel.peer) { $0.grant = isAskedFor ? .asked : .lapsed }
    }
    ask(for: peers.takePermissionRenewals(at: now), at: now, with: &tools, into: &outbox)
    for channel in peers.takeChannelRenewals(at: now) {
      begin(.channelBind(channel.number, channel.peer), at: now, with: &tools, into: &outbox)
    }
  }
}

extension ClientRequest {
  /// Whether it asks for a permission of this address.
  func asks(for address: IPAddress) -> Bool {
    if case .createPermission(let addresses) = purpose {
      addresses.contains(address)
    } else {
      false
    }
  }

  /// Whether it asks for a channel to this peer.
  func asks(for peer: Endpoint) -> Bool {
    if case .channelBind(_, let other) = purpose { other == peer } else { false }
  }
}
