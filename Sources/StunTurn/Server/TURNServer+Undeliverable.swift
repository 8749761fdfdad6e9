import SansIO

/// ICMP errors about what was relayed (RFC 8656 section 11.5).
extension TURNServer {
  /// Tells a client, in a Data indication with ICMP and without DATA, that a packet to one of its
  /// peers could not be delivered. Whether there is a permission is asked for where the packet was
  /// going, not for the router that says so, whose address anyone can claim.
  mutating func pass(_ report: Undeliverable, at now: Instant, into outbox: inout Outbox) {
    // An error about a client's own path tells a relay nothing.
    guard let slot = ledger.sockets.allocation(of: report.path.socket) else { return }
    guard slot != RelaySockets.unused else { return statistics.drop(.noRelay) }
    guard report.concernsClients else { return }
    let peer = policy.shownForm(of: report.path.remote)
    guard ledger.permits(peer.address, of: slot, at: now) else {
      return statistics.drop(.noPermission)
    }
    guard admitsReport(slot, at: now) else { return statistics.drop(.overRate) }
    let client = ledger.allocations[slot].client
    if case .link(let link) = client, !hasRoom(link, outbox) { return statistics.drop(.clientBusy) }
    let id = TransactionID(from: &entropy)
    outbox.send(over: client, capacity: 64) { output in
      output.beginMessage(MessageType(.data, .indication), id: id)
      output.append(.xorPeerAddress, xor: peer, id: id)
      output.append(
        icmpType: report.type, code: report.code, data: report.isTooBig ? report.mtu : 0)
      output.endMessage()
    }
  }

  private mutating func admitsReport(_ slot: UInt32, at now: Instant) -> Bool {
    guard let reported = ledger.terms[Int(slot)]?.reported else { return false }
    let start = max(reported, now)
    let interval = 1_000_000_000 / max(configuration.limits.reportsPerSecond, 1)
    guard start.nanoseconds(since: now) <= 1_000_000_000 - interval else { return false }
    ledger.terms[Int(slot)]?.reported = start.adding(nanoseconds: interval)
    return true
  }
}

extension Undeliverable {
  /// Whether it is of the types clients are told of: unreachable, time exceeded, and with IPv6 too
  /// big.
  fileprivate var concernsClients: Bool {
    switch path.remote.address.family {
    case .v4: type == 3 || type == 11
    case .v6: (1...3).contains(type)
    }
  }

  /// Whether it names an MTU.
  fileprivate var isTooBig: Bool {
    path.remote.address.family == .v4 ? type == 3 && code == 4 : type == 2
  }
}
