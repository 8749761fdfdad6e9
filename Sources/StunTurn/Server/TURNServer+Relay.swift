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
    guard let slot = ledger.channel(data.channel, of: datagram.path) else {
      return statistics.drop(.unboundChannel)
    }
    guard now < ledger.channels[slot].routedUntil else {
      return statistics.drop(.lapsedChannel)
    }
    guard meters.admitsToPeers(data.payload.byteCount, ledger.channels[slot].meter, at: now) else {
      return statistics.drop(.overRate)
    }
    let path = path(from: ledger.channels[slot].relay, to: ledger.channels[slot].peer)
    outbox.forward(data.payload, of: datagram, along: path, marked: datagram.marking)
    statistics.packetsToPeers += 1
    statistics.bytesToPeers += UInt64(data.payload.byteCount)
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
    outbox.forward(
      datagram,
      behind: ChannelData.header(ledger.channels[slot].number, count: datagram.bytes.byteCount),
      along: ledger.channels[slot].client, marked: datagram.marking)
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
    guard peer.port >= ledger.allocations[allocation].lowestPeerPort else {
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
    let id = TransactionID(from: &entropy)
    outbox.send(
      along: ledger.allocations[allocation].client, marked: datagram.marking,
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

  /// A Send indication (RFC 8656 section 11.2). Whatever is wrong with it, nobody is told.
  mutating func send(
    _ message: Message, of datagram: Datagram, at now: Instant, into outbox: inout Outbox
  ) {
    guard let slot = ledger.allocation(of: datagram.path),
      let relay = ledger.allocations[slot].relay
    else { return statistics.drop(.noAllocation) }
    guard let value = message.first(.xorPeerAddress), let payload = message.first(.data),
      let peer = Endpoint(xorAddress: value, id: message.id),
      peer.address.family == relay.local.address.family,
      message.unknownRequired(besides: TURNServer.known, limit: 1).isEmpty
    else { return statistics.drop(.malformedIndication) }
    guard ledger.permits(peer.address, of: slot, at: now) else {
      return statistics.drop(.noPermission)
    }
    guard peer.port >= ledger.allocations[slot].lowestPeerPort,
      policy.verdict(on: peer, for: ledger.allocations[slot].group).isAllowed
    else { return statistics.drop(.deniedPeer) }
    guard meters.admitsToPeers(payload.byteCount, ledger.allocations[slot].meter, at: now) else {
      return statistics.drop(.overRate)
    }
    var marking = datagram.marking
    // Between two IPv4 sides only (RFC 8656 section 14); elsewhere the request is ignored.
    if message.has(.dontFragment), datagram.path.remote.address.family == .v4,
      peer.address.family == .v4
    {
      marking.dontFragment = true
    }
    outbox.forward(
      payload, of: datagram, along: path(from: relay.socket, to: peer), marked: marking)
    statistics.packetsToPeers += 1
    statistics.bytesToPeers += UInt64(payload.byteCount)
  }
}
