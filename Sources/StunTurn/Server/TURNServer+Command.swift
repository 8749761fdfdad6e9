public import SansIO

extension TURNServer {
  /// What other loops and the operator can tell a server.
  public enum Command: Sendable, Hashable {
    /// Another loop's client presents the token of a port reserved here.
    case claim(token: UInt64, user: String, from: LoopID, ticket: Ticket)
    /// The port another loop was asked for is not to be had.
    case claimFailed(Ticket)
    /// The allocations and reserved ports of a user end, and its credentials are refused for so
    /// many seconds, whatever their own expiry, or for good: `RelayScope.name` names a member of a
    /// room.
    case revoke(user: String, seconds: Int64? = nil)
    /// A user that was revoked may come back.
    case readmit(user: String)
    /// The allocation with this relayed address ends, both halves of it; its user may make another.
    case kill(relayed: Endpoint)
    /// The allocations and reserved ports of a user end; it may make others.
    case killUser(String)
    /// All allocations of the client at this address end; it may make others.
    case killClient(Endpoint)
    /// These accounts take the place of all others. Who is not among them keeps an allocation until
    /// it is to be refreshed.
    case replace(accounts: Accounts)
    /// New nonces are made with this key; `NonceKey.rotated(to:)` keeps the old ones good.
    case replaceNonceKey(NonceKey)
    /// These blocks take the place of those the operator allowed and denied. Permissions and
    /// channels that have become wrong by it end.
    case replacePeers(allowed: [IPPrefix], denied: [IPPrefix])
    /// No allocation is made any more: clients are sent to an alternative of their own family, and
    /// told the name of its domain, of up to 255 ASCII characters, if it has one (RFC 8489 sections
    /// 10, 14.16).
    case drain(alternatives: [Endpoint], domain: String? = nil)
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

  /// The longest name of a domain (RFC 8489 section 14.16).
  private static let domainLimit = 255

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
    case .revoke(let user, let seconds): revoke(user, for: seconds, at: now, into: &outbox)
    case .readmit(let user): gate.revocations.remove(user)
    case .kill(let endpoint): kill(into: &outbox) { relayed, _ in relayed == endpoint }
    case .killUser(let user): killUser(user, into: &outbox)
    case .killClient(let endpoint): kill(into: &outbox) { _, client in client == endpoint }
    case .replace(let accounts): gate.replace(accounts: accounts)
    case .replaceNonceKey(let key): gate.nonceKey = key
    case .replacePeers(let allowed, let denied):
      (configuration.allowedPeers, configuration.deniedPeers) = (allowed, denied)
      setOwnPlaces(own)
    case .drain(let alternatives, let domain):
      self.alternatives = alternatives
      alternateDomain = domain.flatMap { name in
        (1...TURNServer.domainLimit).contains(name.utf8.count) && name.utf8.allSatisfy { $0 < 0x80 }
          ? name : nil
      }
    case .own(let places): setOwnPlaces(places)
    case .lend(let user, let ports, let quota, let loop, let ticket):
      lend(ports, of: user, quota: quota, to: loop, ticket)
    case .lent(let user, let ports, let loops, let ticket):
      takeLease(ports, of: user, loops: loops, ticket, at: now, into: &outbox)
    case .repay(let user, let ports, let loop): takeBack(ports, of: user, from: loop)
    case .spread(let user, let loops): meters.divide(user, by: loops)
    }
  }

  private mutating func revoke(
    _ user: String, for seconds: Int64?, at now: Moment, into outbox: inout Outbox
  ) {
    let (end, overflows) = now.unixSeconds.addingReportingOverflow(seconds ?? .max)
    let forgotten = gate.revocations.insert(
      user, until: overflows ? .max : end, at: now.unixSeconds)
    if let forgotten { tell(.revocationForgotten(user: forgotten)) }
    killUser(user, into: &outbox)
  }

  private mutating func killUser(_ user: String, into outbox: inout Outbox) {
    for slot in ledger.terms.indices where ledger.terms[slot]?.user == user {
      self.end(UInt32(slot), .revoked, into: &outbox)
    }
    for (token, reservation) in reservations where reservation.user == user {
      if takeReservation(token, of: user) != nil { outbox.close(reservation.socket) }
    }
  }

  /// Ends the allocations that `isMeant` picks by relayed and client address.
  private mutating func kill(
    into outbox: inout Outbox, _ isMeant: (_ relayed: Endpoint?, _ client: Endpoint) -> Bool
  ) {
    for slot in ledger.terms.indices {
      guard let terms = ledger.terms[slot],
        isMeant(ledger.allocations[UInt32(slot)].relay?.relayed, terms.origin)
      else { continue }
      let twin = ledger.allocations[UInt32(slot)].twin
      end(UInt32(slot), .killed, into: &outbox)
      if twin != Allocation.alone { end(twin, .killed, into: &outbox) }
    }
  }
}
