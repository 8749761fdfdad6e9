public import SansIO

extension TURNServer {
  /// What other loops and the operator can tell a server.
  public enum Command: Sendable, Hashable {
    /// Another loop's client presents the token of a port reserved here.
    case claim(token: UInt64, user: String, from: LoopID, ticket: Ticket)
    /// The port another loop was asked for is not to be had.
    case claimFailed(Ticket)
    /// The allocations and reserved ports of a user end, whatever the expiry of the credentials
    /// they were made with: `RelayScope.name` names a member of a room.
    case revoke(user: String)
    /// No allocation is made any more: clients are sent to an alternative of their own family.
    case drain(alternatives: [Endpoint])
    /// Where the process listens, or which addresses the host has, is another than before.
    case own(OwnPlaces)
  }

  /// Takes in one command.
  public mutating func obey(_ command: Command, at now: Moment, into outbox: inout Outbox) {
    switch command {
    case .claim(let token, let user, let loop, let ticket):
      guard let reservation = takeReservation(token, of: user) else {
        return tell(.toLoop(loop, .claimFailed(ticket)))
      }
      outbox.hand(reservation.socket, to: loop, as: ticket)
    case .claimFailed(let ticket):
      take(.failed(.local), for: ticket, at: now, into: &outbox)
    case .revoke(let user): revoke(user, into: &outbox)
    case .drain(let alternatives): self.alternatives = alternatives
    case .own(let places): setOwnPlaces(places)
    }
  }

  private mutating func revoke(_ user: String, into outbox: inout Outbox) {
    for slot in ledger.terms.indices where ledger.terms[slot]?.user == user {
      end(UInt32(slot), .revoked, into: &outbox)
    }
    for (token, reservation) in reservations where reservation.user == user {
      if takeReservation(token, of: user) != nil { outbox.close(reservation.socket) }
    }
  }
}
