public import SansIO
public import StunTurn

/// What can be told a service while it runs; every loop obeys within one turn.
extension Service {
  /// Ends the allocations of a user and refuses its credentials for so many seconds, or for good.
  /// Its name is the one quotas are counted by: without the expiry of a time-limited credential.
  ///
  /// The names are remembered by the process alone, and each loop remembers a limited number: what
  /// it has to forget is told as `TURNServer.News.revocationForgotten`.
  public func revoke(user: String, seconds: Int64? = nil) {
    tellRelays(.revoke(user: user, seconds: seconds))
  }

  /// Accepts the credentials of a revoked user again.
  public func readmit(user: String) { tellRelays(.readmit(user: user)) }

  /// Ends the allocation with a relayed address; its user may make another.
  public func kill(relayed: Endpoint) { tellRelays(.kill(relayed: relayed)) }

  /// Ends all allocations of the client at an address; it may make others.
  public func kill(client: Endpoint) { tellRelays(.killClient(client)) }

  /// Puts other accounts in the place of those there are, and has rooms make credentials from the
  /// first of these secrets, which the accounts should know. Who is not among them keeps an
  /// allocation until it is to be refreshed.
  public func replace(accounts: Accounts, relaySecrets: [String]) {
    tellRelays(.replace(accounts: accounts))
    for mailbox in group.mailboxes {
      mailbox.post(.rooms(.replaceRelaySecrets(relaySecrets)))
    }
  }

  /// Puts other blocks of peers in the place of those the operator allowed and denied; what was
  /// granted before is not taken back.
  public func replacePeers(allowed: [IPPrefix], denied: [IPPrefix]) {
    tellRelays(.replacePeers(allowed: allowed, denied: denied))
  }

  /// Has new nonces made with another key.
  public func replace(nonceKey: NonceKey) { tellRelays(.replaceNonceKey(nonceKey)) }

  private func tellRelays(_ command: TURNServer.Command) {
    for mailbox in group.mailboxes { mailbox.post(.relay(command)) }
  }
}
