import SansIO

/// CreatePermission (RFC 8656 section 10.2).
extension TURNServer {
  /// Installs or refreshes permissions for all peers of a request, or for none.
  mutating func createPermission(
    _ request: Request, into outbox: inout Outbox
  ) throws(Refusal) {
    let halves = try allocation(of: request)
    try checkPeers(of: request, halves)
    let expires = request.now.monotonic.adding(
      seconds: configuration.limits.permissionSeconds)
    try addPermissions(of: request, to: halves, until: expires)
    var attributes = request.message.attributes
    while let peer = attributes.nextPeer(request.reply.id) {
      guard let slot = halves[peer.address.family],
        let permission = ledger.permission(for: peer.address, of: slot)
      else { continue }
      ledger.extendPermission(permission, until: expires)
    }
    for slot in halves.slots { ledger.reroute(slot) }
    succeed(request.reply, into: &outbox) { _ in }
  }

  private func checkPeers(
    of request: Request, _ halves: AllocationHalves
  ) throws(Refusal) {
    var attributes = request.message.attributes
    var count = 0
    while let attribute = attributes.next() {
      guard attribute.type == .xorPeerAddress else { continue }
      guard let peer = Endpoint(xorAddress: attribute.value, id: request.reply.id) else {
        throw .reject(.badRequest)
      }
      _ = try half(of: halves, for: peer.address) {
        policy.verdict(onAnyPortOf: peer.address, for: $0)
      }
      count += 1
    }
    guard count > 0 else { throw .reject(.badRequest) }
  }

  /// Adds the permissions that are missing; takes them back and refuses if there are too many.
  private mutating func addPermissions(
    of request: Request, to halves: AllocationHalves, until expires: Instant
  ) throws(Refusal) {
    var added: [UInt32] = []
    var attributes = request.message.attributes
    while let peer = attributes.nextPeer(request.reply.id) {
      guard let slot = halves[peer.address.family],
        ledger.permission(for: peer.address, of: slot) == nil
      else { continue }
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
