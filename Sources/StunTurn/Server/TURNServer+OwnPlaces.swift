import SansIO

/// What of the world is ourselves, when that changes.
extension TURNServer {
  /// Tells it where the process listens and which addresses the host has, once that is known and
  /// whenever it changes: no peer may be one of them. Permissions and channels that have become
  /// wrong by it end.
  public mutating func setOwnPlaces(_ own: OwnPlaces) {
    self.own = own
    policy = configuration.policy(own: own)
    for place in ledger.terms.indices {
      guard let terms = ledger.terms[place] else { continue }
      let slot = UInt32(place)
      let group = policy.group(of: terms.user)
      ledger.allocations[slot].group = group
      for channel in terms.channels
      where !policy.verdict(on: ledger.channels[channel].peer, for: group).isAllowed {
        ledger.endChannel(channel)
      }
      for permission in terms.permissions {
        let peer = ledger.permissions[permission].address
        guard !policy.verdict(onAnyPortOf: peer, for: group).isAllowed else { continue }
        ledger.endPermission(permission)
      }
      ledger.reroute(slot)
    }
  }
}

extension TURNServer.Configuration {
  /// The rules about peers.
  func policy(own: OwnPlaces) -> PeerPolicy {
    PeerPolicy(
      PeerLists(allow: allowedPeers, deny: deniedPeers), users: userPeers, own: own,
      relays: relays, relayPorts: relayPorts)
  }
}
