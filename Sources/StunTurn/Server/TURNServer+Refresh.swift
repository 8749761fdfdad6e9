import SansIO

/// Refresh (RFC 8656 section 8.2).
extension TURNServer {
  /// Extends an allocation, or deletes it.
  mutating func refresh(
    _ request: Request, into outbox: inout Outbox
  ) throws(Refusal) {
    let reply = request.reply
    let now = request.now.monotonic
    let wanted = try request.read { message throws(AttributeError) in
      try message.uint32(.lifetime)
    }
    if wanted == 0, farewells.contains(reply.id, over: reply.route, at: now) {
      return succeed(reply, into: &outbox) { $0.append(.lifetime, uint32: 0) }
    }
    let (slot, relay) = try allocation(of: request)
    let family = try request.read { message throws(AttributeError) in
      try message.addressFamily(.requestedAddressFamily)
    }
    if let family, family != relay.local.address.family.rawValue {
      throw .reject(.peerAddressFamilyMismatch)
    }
    let lifetime = wanted == 0 ? 0 : grantedLifetime(wanted, request)
    if lifetime == 0 {
      farewells.remember(reply.id, over: reply.route, at: now)
      if let made = ledger.terms[Int(slot)]?.id {
        farewells.remember(made, over: reply.route, at: now)
      }
      end(slot, .deleted, into: &outbox)
    } else {
      ledger.extend(slot, until: now.adding(seconds: UInt64(lifetime)))
    }
    succeed(reply, into: &outbox) { $0.append(.lifetime, uint32: lifetime) }
  }

  /// What a client gets that asks for this many seconds (RFC 8656 section 7.2): with a scope, no
  /// more than its credential and what it may overstay have left, and at least one.
  func grantedLifetime(_ wanted: UInt32?, _ request: Request) -> UInt32 {
    let limits = configuration.limits
    let granted = max(
      limits.defaultLifetimeSeconds, min(wanted ?? 0, limits.maximumLifetimeSeconds))
    guard request.admission.scope != nil, let expires = request.admission.expires else {
      return granted
    }
    let left = expires + Int64(limits.roomOverstaySeconds) - request.now.unixSeconds
    return min(granted, UInt32(clamping: max(left, 1)))
  }
}
