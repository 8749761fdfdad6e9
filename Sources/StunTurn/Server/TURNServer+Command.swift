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
    /// A loop asks the home of a user for ports more than it has leave to hold.
    case lend(user: String, ports: Int, quota: Int, to: LoopID, ticket: Ticket)
    /// The home of a user, who is on so many loops, lends what it was asked for, or nothing.
    case lent(user: String, ports: Int, loops: Int, ticket: Ticket)
    /// A loop gives ports back to the home of a user.
    case repay(user: String, ports: Int, from: LoopID)
    /// A user holds ports on so many loops, and this is one.
    case spread(user: String, loops: Int)
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
    case .lend(let user, let ports, let quota, let loop, let ticket):
      lend(ports, of: user, quota: quota, to: loop, ticket)
    case .lent(let user, let ports, let loops, let ticket):
      takeLease(ports, of: user, loops: loops, ticket, at: now, into: &outbox)
    case .repay(let user, let ports, let loop): takeBack(ports, of: user, from: loop)
    case .spread(let user, let loops): meters.divide(user, by: loops)
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
