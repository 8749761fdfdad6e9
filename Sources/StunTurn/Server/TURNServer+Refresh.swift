import SansIO

/// Refresh (RFC 8656 section 8.2).
extension TURNServer {
  /// Extends an allocation, or deletes it; of a dual one both halves or the one of a family.
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
    let halves = try allocation(of: request)
    let slots = try refreshed(halves, by: request)
    let lifetime = wanted == 0 ? 0 : grantedLifetime(wanted, request)
    if lifetime == 0 {
      farewells.remember(reply.id, over: reply.route, at: now)
      if slots == halves.slots, let made = ledger.terms[Int(slots[0])]?.id {
        farewells.remember(made, over: reply.route, at: now)
      }
      for slot in slots { end(slot, .deleted, into: &outbox) }
    } else {
      let expires = now.adding(seconds: UInt64(lifetime))
      for slot in slots { ledger.extend(slot, until: expires) }
    }
    succeed(reply, into: &outbox) { $0.append(.lifetime, uint32: lifetime) }
  }

  /// The halves a Refresh is about: that of the family it names, 443 if there is none, or all.
  private func refreshed(
    _ halves: AllocationHalves, by request: Request
  ) throws(Refusal) -> [UInt32] {
    let number = try request.read { message throws(AttributeError) in
      try message.addressFamily(.requestedAddressFamily)
    }
    guard let number else { return halves.slots }
    guard let family = IPAddress.Family(rawValue: number), let slot = halves[family] else {
      throw .reject(.peerAddressFamilyMismatch)
    }
    return [slot]
  }

  /// What a client gets that asks for this many seconds (RFC 8656 section 7.2): with a scope, no
  /// more than its credential and what it may overstay have left, with any other credential that
  /// expires no more than it has left if the operator wants it so, and at least one.
  func grantedLifetime(_ wanted: UInt32?, _ request: Request) -> UInt32 {
    let limits = configuration.limits
    let granted = max(
      limits.defaultLifetimeSeconds, min(wanted ?? 0, limits.maximumLifetimeSeconds))
    let isScoped = request.admission.scope != nil
    guard isScoped || limits.endsWithCredential, let expires = request.admission.expires else {
      return granted
    }
    let overstay = isScoped ? Int64(limits.roomOverstaySeconds) : 0
    let left = expires + overstay - request.now.unixSeconds
    return min(granted, UInt32(clamping: max(left, 1)))
  }
}
