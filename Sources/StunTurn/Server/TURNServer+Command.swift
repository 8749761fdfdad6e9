public import SansIO

extension TURNServer {
  /// What other loops and the operator can tell a server.
  public enum Command: Sendable, Hashable {
    /// Another loop's client presents the token of a port reserved here.
    case claim(token: UInt64, user: String, from: LoopID, ticket: Ticket)
    /// The port another loop was asked for is not to be had.
    case claimFailed(Ticket)
    /// The allocations and reserved ports of a user end, and its credentials are refused until this
    /// Unix second, whatever their own expiry: `RelayScope.name` names a member of a room. Without
    /// an end they are refused for good.
    case revoke(user: String, until: Int64? = nil)
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
    /// These blocks take the place of those the operator allowed and denied. Permissions and channels
    /// that have become wrong by it end.
    case replacePeers(allowed: [IPPrefix], denied: [IPPrefix])
    /// No allocation is made any more: clients are sent to an alternative of their own family, and
    /// told the name of its domain, of up to 255 ASCII characters, if it has one (RFC 8489 sections
    /// 10, 14.16).
    case drain(alternatives: [Endpoint], domain: String? = nil)
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
    case .revoke(let user, let end): revoke(user, until: end, at: now, into: &outbox)
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
    }
  }

  private mutating func revoke(
    _ user: String, until end: Int64?, at now: Moment, into outbox: inout Outbox
  ) {
    let forgotten = gate.revocations.insert(user, until: end ?? .max, at: now.unixSeconds)
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
