import SansIO

/// Send indications (RFC 8656 section 11.2). Whatever is wrong with one, nobody is told.
extension TURNServer {
  /// Sends a peer what an indication in a datagram carries.
  mutating func send(
    _ message: Message, of datagram: Datagram, at now: Instant, into outbox: inout Outbox
  ) {
    guard let path = pathToPeer(of: message, by: .path(datagram.path), at: now),
      let payload = message.first(.data)
    else { return }
    var marking = datagram.marking
    // Between two IPv4 sides only (RFC 8656 section 14); elsewhere the request is ignored.
    if message.has(.dontFragment), datagram.path.remote.address.family == .v4,
      path.remote.address.family == .v4
    {
      marking.dontFragment = true
    }
    outbox.forward(payload, of: datagram, along: path, marked: marking)
  }

  /// Sends a peer what an indication in a stream carries; it leaves as the kernel marks what nobody
  /// marked (RFC 8656 section 15).
  mutating func send(
    _ message: Message, of chunk: Chunk, at now: Instant, into outbox: inout Outbox
  ) {
    guard let path = pathToPeer(of: message, by: .link(chunk.link), at: now),
      let payload = message.first(.data)
    else { return }
    let isKept = message.has(.dontFragment) && path.remote.address.family == .v4
    outbox.forward(payload, of: chunk, along: path, marked: Marking(dontFragment: isKept))
  }

  /// The way of an indication's data to its peer, which counts as relayed then.
  private mutating func pathToPeer(
    of message: Message, by client: Route, at now: Instant
  ) -> Path? {
    guard let first = ledger.allocation(of: client) else { return drop(.noAllocation) }
    guard let value = message.first(.xorPeerAddress), let payload = message.first(.data),
      let peer = Endpoint(xorAddress: value, id: message.id),
      let slot = ledger.half(peer.address.family, of: first),
      let socket = ledger.allocations[slot].relay?.socket,
      message.unknownRequired(besides: TURNServer.known, limit: 1).isEmpty
    else { return drop(.malformedIndication) }
    guard ledger.permits(peer.address, of: slot, at: now) else { return drop(.noPermission) }
    guard ledger.allocations[slot].admitsPeer(at: peer.port),
      policy.verdict(on: peer, for: ledger.allocations[slot].group).isAllowed
    else { return drop(.deniedPeer) }
    guard meters.admitsToPeers(payload.byteCount, ledger.allocations[slot].meter, at: now) else {
      return drop(.overRate)
    }
    statistics.packetsToPeers += 1
    statistics.bytesToPeers += UInt64(payload.byteCount)
    return path(from: socket, to: peer)
  }

  private mutating func drop(_ reason: DropReason) -> Path? {
    statistics.drop(reason)
    return nil
  }
}
