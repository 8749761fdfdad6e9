import SansIO

/// ChannelBind (RFC 8656 section 12.2).
extension TURNServer {
  /// Binds a channel to a peer or refreshes it, and the permission with it.
  mutating func channelBind(
    _ request: Request, into outbox: inout Outbox
  ) throws(Refusal) {
    let halves = try allocation(of: request)
    let (number, peer) = try binding(of: request)
    let slot = try half(of: halves, for: peer.address) { policy.verdict(on: peer, for: $0) }
    guard let relay = ledger.allocations[slot].relay else { throw .reject(.allocationMismatch) }
    // Channels carry datagrams.
    guard let socket = relay.socket else { throw .reject(.badRequest) }
    guard ledger.allocations[slot].admitsPeer(at: peer.port) else { throw .reject(.forbidden) }
    let now = request.now.monotonic
    let limits = configuration.limits
    let bound = try boundChannel(number, to: peer, of: slot, request)
    let permission = ledger.permission(for: peer.address, of: slot)
    guard bound != nil || ledger.channelCount(of: slot) < limits.channelsPerAllocation,
      permission != nil || ledger.permissionCount(of: slot) < limits.permissionsPerAllocation
    else { throw .reject(.insufficientCapacity) }

    let permitted = now.adding(seconds: limits.permissionSeconds)
    if let permission {
      ledger.extendPermission(permission, until: permitted)
    } else {
      _ = ledger.addPermission(for: peer.address, of: slot, until: permitted)
    }
    let expires = now.adding(seconds: limits.channelSeconds)
    if let bound {
      ledger.extendChannel(bound, until: expires)
    } else {
      ledger.addChannel(
        Channel(
          routedUntil: now, client: request.reply.route, number: number, allocation: slot,
          peer: peer, relay: socket, meter: ledger.allocations[slot].meter),
        until: expires)
    }
    ledger.reroute(slot)
    succeed(request.reply, into: &outbox) { _ in }
  }

  private func binding(
    of request: Request
  ) throws(Refusal) -> (ChannelNumber, Endpoint) {
    let raw = try request.read { message throws(AttributeError) in try message.channelNumber() }
    guard let raw, let number = ChannelNumber(rawValue: raw),
      number.isModern || configuration.allowsRFC5766Channels
    else { throw .reject(.badRequest) }
    var peers: [Endpoint?] = []
    var attributes = request.message.attributes
    while peers.count < 2, let attribute = attributes.next() {
      guard attribute.type == .xorPeerAddress else { continue }
      peers.append(Endpoint(xorAddress: attribute.value, id: request.reply.id))
    }
    guard peers.count == 1, let peer = peers[0] else { throw .reject(.badRequest) }
    return (number, peer)
  }

  /// The channel of exactly this number and peer, if there is one. A number bound to another peer,
  /// or a peer bound to another number, is refused with 400; what has expired is forgotten first.
  private mutating func boundChannel(
    _ number: ChannelNumber, to peer: Endpoint, of slot: UInt32, _ request: Request
  ) throws(Refusal) -> UInt32? {
    let now = request.now.monotonic
    if let stale = ledger.channel(number, of: request.reply.route),
      ledger.channelExpires(stale) <= now
    {
      ledger.endChannel(stale)
    }
    if let stale = ledger.channel(to: peer, of: slot), ledger.channelExpires(stale) <= now {
      ledger.endChannel(stale)
    }
    let byNumber = ledger.channel(number, of: request.reply.route)
    let byPeer = ledger.channel(to: peer, of: slot)
    guard byNumber == byPeer else { throw .reject(.badRequest) }
    return byNumber
  }
}
