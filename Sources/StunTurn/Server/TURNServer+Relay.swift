import SansIO

/// The data plane: nothing here allocates, locks, or counts references.
extension TURNServer {
  /// The most payload that fits into one UDP datagram together with what a Data indication adds:
  /// 65,507 bytes less header, XOR-PEER-ADDRESS of IPv6, and DATA's own header and padding.
  static let largestWrapped = 65_456

  /// ChannelData from a client (RFC 8656 section 12.6).
  @inline(__always)
  mutating func relayToPeer(
    _ datagram: Datagram, at now: Instant, into outbox: inout Outbox
  ) {
    guard let data = ChannelData(parsing: datagram.bytes) else {
      return statistics.drop(.malformedChannelData)
    }
    guard
      let path = pathToPeer(
        data.channel, of: .path(datagram.path), count: data.payload.byteCount, at: now)
    else { return }
    outbox.forward(data.payload, of: datagram, along: path, marked: datagram.marking)
  }

  /// The way of ChannelData to its peer, which counts as relayed then.
  @inline(__always)
  mutating func pathToPeer(
    _ channel: ChannelNumber, of client: Route, count: Int, at now: Instant
  ) -> Path? {
    guard let slot = ledger.channel(channel, of: client) else {
      statistics.drop(.unboundChannel)
      return nil
    }
    guard now < ledger.channels[slot].routedUntil else {
      statistics.drop(.lapsedChannel)
      return nil
    }
    guard meters.admitsToPeers(count, ledger.channels[slot].meter, at: now) else {
      statistics.drop(.overRate)
      return nil
    }
    statistics.packetsToPeers += 1
    statistics.bytesToPeers += UInt64(count)
    return path(from: ledger.channels[slot].relay, to: ledger.channels[slot].peer)
  }

  /// The way from a relay socket to what the client calls `peer`.
  @inline(__always)
  func path(from socket: SocketID, to peer: Endpoint) -> Path {
    Path(
      socket: socket, local: relays.local(peer.address.family),
      remote: policy.localForm(of: peer))
  }

  /// A packet from a peer: as ChannelData if a channel is bound to exactly this peer, else as a
  /// Data indication if a permission is installed (RFC 8656 section 11.3).
  @inline(__always)
  mutating func relayToClient(
    _ datagram: Datagram, from allocation: UInt32, at now: Instant, into outbox: inout Outbox
  ) {
    guard allocation != RelaySockets.unused else { return statistics.drop(.noRelay) }
    let peer = policy.shownForm(of: datagram.path.remote)
    guard let slot = ledger.channel(to: peer, of: allocation),
      now < ledger.channels[slot].routedUntil
    else { return wrap(datagram, from: peer, of: allocation, at: now, into: &outbox) }
    guard meters.admitsToClient(datagram.bytes.byteCount, ledger.channels[slot].meter, at: now)
    else {
      return statistics.drop(.overRate)
    }
    let header = ChannelData.header(
      ledger.channels[slot].number, count: datagram.bytes.byteCount)
    switch ledger.channels[slot].client {
    case .path(let path):
      outbox.forward(datagram, behind: header, along: path, marked: datagram.marking)
    case .link(let link):
      guard hasRoom(link, outbox) else { return statistics.drop(.clientBusy) }
      outbox.forward(
        datagram.bytes, of: datagram, behind: header, padding: -datagram.bytes.byteCount & 3,
        to: link)
    }
    statistics.packetsToClients += 1
    statistics.bytesToClients += UInt64(datagram.bytes.byteCount)
  }

  /// Sends a peer's packet on as a Data indication (RFC 8656 section 11.3).
  private mutating func wrap(
    _ datagram: Datagram, from peer: Endpoint, of allocation: UInt32, at now: Instant,
    into outbox: inout Outbox
  ) {
    guard ledger.permits(peer.address, of: allocation, at: now) else {
      return statistics.drop(.noPermission)
    }
    guard ledger.allocations[allocation].admitsPeer(at: peer.port) else {
      return statistics.drop(.deniedPeer)
    }
    let payload = datagram.bytes
    guard payload.byteCount <= TURNServer.largestWrapped else {
      return statistics.drop(.tooLarge)
    }
    guard meters.admitsToClient(payload.byteCount, ledger.allocations[allocation].meter, at: now)
    else {
      return statistics.drop(.overRate)
    }
    let client = ledger.allocations[allocation].client
    if case .link(let link) = client, !hasRoom(link, outbox) {
      return statistics.drop(.clientBusy)
    }
    let id = TransactionID(from: &entropy)
    outbox.send(
      over: client, marked: datagram.marking,
      capacity: payload.byteCount + 64
    ) { output in
      output.beginMessage(MessageType(.data, .indication), id: id)
      output.append(.xorPeerAddress, xor: peer, id: id)
      output.append(.data, bytes: payload)
      output.endMessage()
    }
    statistics.packetsToClients += 1
    statistics.bytesToClients += UInt64(payload.byteCount)
  }

  /// Whether a client's stream takes what may be lost: its queue is never filled so far that the
  /// stream would have to be closed.
  @inline(__always)
  func hasRoom(_ link: LinkID, _ outbox: borrowing Outbox) -> Bool {
    outbox.backlog.flow(of: link) == .open
  }
}
