import SansIO

/// Ports kept for a second allocation (RFC 8656 section 7.2), on whichever loop it comes.
extension TURNServer {
  /// Keeps a socket for the user of an allocation and answers the token for it: random, and leaving
  /// this loop's number when divided by the number of loops.
  mutating func reserve(
    _ socket: SocketID, _ local: Endpoint, for slot: UInt32, at now: Instant
  ) -> UInt64? {
    guard let user = ledger.terms[Int(slot)]?.user else { return nil }
    let token = freshToken()
    let expires = now.adding(seconds: configuration.limits.reservationSeconds)
    reservations[token] = Reservation(
      socket: socket, local: local, user: user,
      timer: ledger.timers.schedule(.reservation(token), at: expires))
    ledger.sockets.assign(socket, to: RelaySockets.unused)
    ledger.terms[Int(slot)]?.heldPorts -= 1
    return token
  }

  /// Takes a reserved port out, if it is this user's.
  mutating func takeReservation(
    _ token: UInt64, of user: String
  ) -> Reservation? {
    guard let reservation = reservations[token], reservation.user == user else { return nil }
    reservations[token] = nil
    ledger.timers.cancel(reservation.timer)
    release(1, of: user)
    return reservation
  }

  private mutating func freshToken() -> UInt64 {
    let loops = UInt64(configuration.loopCount)
    while true {
      let multiple = entropy.uint64() / loops * loops
      let (token, overflows) = multiple.addingReportingOverflow(
        UInt64(configuration.loop.rawValue))
      if !overflows, reservations[token] == nil { return token }
    }
  }
}
