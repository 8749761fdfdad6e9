import SansIO

/// CreatePermission (RFC 8656 section 10.2).
extension TURNServer {
  /// Installs or refreshes permissions for all peers of a request, or for none.
  mutating func createPermission(
    _ request: Request, into outbox: inout Outbox
  ) throws(Refusal) {
    let (slot, relay) = try allocation(of: request)
    try checkPeers(of: request, relay, ledger.allocations[slot].group)
    let expires = request.now.monotonic.adding(
      seconds: configuration.limits.permissionSeconds)
    try addPermissions(of: request, to: slot, until: expires)
    var attributes = request.message.attributes
    while let peer = attributes.nextPeer(request.reply.id) {
      guard let permission = ledger.permission(for: peer.address, of: slot) else { continue }
      ledger.extendPermission(permission, until: expires)
    }
    ledger.reroute(slot)
    succeed(request.reply, into: &outbox) { _ in }
  }

  private func checkPeers(
    of request: Request, _ relay: Allocation.Relay, _ group: PeerGroup
  ) throws(Refusal) {
    var attributes = request.message.attributes
    var count = 0
    while let attribute = attributes.next() {
      guard attribute.type == .xorPeerAddress else { continue }
      guard let peer = Endpoint(xorAddress: attribute.value, id: request.reply.id) else {
        throw .reject(.badRequest)
      }
      try check(peer.address, policy.verdict(onAnyPortOf: peer.address, for: group), relay)
      count += 1
    }
    guard count > 0 else { throw .reject(.badRequest) }
  }

  /// Adds the permissions that are missing; takes them back and refuses if there are too many.
  private mutating func addPermissions(
    of request: Request, to slot: UInt32, until expires: Instant
  ) throws(Refusal) {
    var added: [UInt32] = []
    var attributes = request.message.attributes
    while let peer = attributes.nextPeer(request.reply.id) {
      guard ledger.permission(for: peer.address, of: slot) == nil else { continue }
      guard ledger.permissionCount(of: slot) < configuration.limits.permissionsPerAllocation
      else {
        for permission in added { ledger.endPermission(permission) }
        throw .reject(.insufficientCapacity)
      }
      added.append(ledger.addPermission(for: peer.address, of: slot, until: expires))
    }
  }
}

extension AttributeIterator {
  /// The next well-formed XOR-PEER-ADDRESS.
  @_lifetime(self: copy self)
  fileprivate mutating func nextPeer(_ id: TransactionID) -> Endpoint? {
    while let attribute = next() {
      guard attribute.type == .xorPeerAddress else { continue }
      if let peer = Endpoint(xorAddress: attribute.value, id: id) { return peer }
    }
    return nil
  }
}
