import SansIO

/// What ends by itself: a refresh only moves a deadline, and a timer that finds it moved waits
/// again.
extension TURNServer {
  /// Ends what is due, a bounded number at a time; what is left keeps the deadline in the past.
  mutating func expire(at now: Instant, into outbox: inout Outbox) {
    var left = configuration.limits.expirationsPerAlarm
    while left > 0, let expiry = ledger.timers.next(at: now) {
      left -= 1
      switch expiry {
      case .allocation(let slot): expireAllocation(slot, at: now, into: &outbox)
      case .permission(let slot): expirePermission(slot, at: now)
      case .channel(let slot): expireChannel(slot, at: now)
      case .reservation(let token): expireReservation(token, into: &outbox)
      case .link(let index): expireLink(index, at: now, into: &outbox)
      case .connection(let id): expireConnection(id, into: &outbox)
      }
    }
  }

  private mutating func expireAllocation(
    _ slot: UInt32, at now: Instant, into outbox: inout Outbox
  ) {
    if ledger.allocations[slot].expires <= now {
      end(slot, .expired, into: &outbox)
    } else {
      ledger.rearm(slot)
    }
  }

  private mutating func expirePermission(_ slot: UInt32, at now: Instant) {
    let expires = ledger.permissions[slot].expires
    if expires <= now {
      ledger.endPermission(slot)
    } else {
      ledger.permissions[slot].timer = ledger.timers.schedule(.permission(slot), at: expires)
    }
  }

  private mutating func expireChannel(_ slot: UInt32, at now: Instant) {
    if ledger.channelExpires(slot) <= now {
      ledger.endChannel(slot)
    } else {
      ledger.rearmChannel(slot)
    }
  }

  private mutating func expireReservation(_ token: UInt64, into outbox: inout Outbox) {
    guard let reservation = reservations.removeValue(forKey: token) else { return }
    release(1, of: reservation.user)
    outbox.close(reservation.socket)
  }

  /// Ends the allocation over a DTLS association that is gone.
  mutating func depart(_ path: Path, into outbox: inout Outbox) {
    while let slot = ledger.allocation(of: .path(path)) { end(slot, .departed, into: &outbox) }
  }
}
