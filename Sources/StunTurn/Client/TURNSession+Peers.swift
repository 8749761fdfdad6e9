import SansIO

// Peers: who may send, by which channel, and what is sent to them (RFC 8656 sections 9 to 12).
extension TURNSession {
  /// Asks for permissions, several a request; what is permitted already is told again. Answers
  /// `false`, and asks for nothing, without an allocation, for an address of another family, or
  /// when there are too many.
  mutating func permit(
    _ addresses: [IPAddress], at now: Instant, with tools: inout ClientTools,
    into outbox: inout Outbox
  ) -> Bool {
    guard let allocation, addresses.allSatisfy(allocation.canReach) else { return false }
    var new: [IPAddress] = []
    for address in addresses where peers.permission(of: address) == nil {
      if !new.contains(address) { new.append(address) }
    }
    guard peers.permissions.count + new.count <= PeerTable.limit else { return false }
    for address in addresses where peers.isPermitted(address) { tell(.permitted(address)) }
    for address in new { peers.permissions.append(PeerPermission(address: address)) }
    ask(for: new, at: now, with: &tools, into: &outbox)
    reschedule()
    return true
  }

  /// Asks for a channel, and with it for a permission; what is bound already is told again. Answers
  /// `false`, and asks for nothing, without an allocation, for a peer of another family, or when no
  /// number is free.
  mutating func bind(
    _ peer: Endpoint, at now: Instant, with tools: inout ClientTools, into outbox: inout Outbox
  ) -> Bool {
    guard let allocation, allocation.canReach(peer.address), peer.isUsable else { return false }
    if let place = peers.channel(of: peer), peers.channels[place].grant != .lapsed {
      if let number = peers.openNumber(for: peer) { tell(.bound(peer, number)) }
      return true
    }
    guard let number = peers.ask(for: peer, at: now) else { return false }
    begin(.channelBind(number, peer), at: now, with: &tools, into: &outbox)
    reschedule()
    return true
  }

  /// Stops renewing what was asked for an address; the server forgets it within ten minutes.
  mutating func release(_ address: IPAddress) {
    peers.permissions.removeAll { $0.address == address }
    for channel in peers.channels where channel.peer.address == address {
      peers.updateChannel(of: channel.peer) { $0.grant = .lapsed }
    }
    reschedule()
  }

  /// Sends a peer a datagram: by its channel if the server has confirmed one, else as an
  /// indication.
  mutating func send(
    _ payload: RawSpan, to peer: Endpoint, with tools: inout ClientTools, into outbox: inout Outbox
  ) -> SendOutcome {
    guard case .allocated = state else { return .notAllocated }
    guard payload.byteCount <= TURNClient.payloadLimit else { return .tooLong }
    if let number = peers.openNumber(for: peer) {
      return .sent(send(payload, by: number, into: &outbox))
    }
    guard peers.isPermitted(peer.address) else { return .notPermitted }
    let id = TransactionID(from: &tools.entropy)
    let capacity = Message.headerCount + 24 + 4 + payload.byteCount + 3
    return .sent(
      outbox.send(over: route, capacity: capacity) { output in
        output.beginMessage(MessageType(.send, .indication), id: id)
        output.append(.xorPeerAddress, xor: peer, id: id)
        output.append(.data, bytes: payload)
        output.endMessage()
      })
  }

  private func send(
    _ payload: RawSpan, by number: ChannelNumber, into outbox: inout Outbox
  ) -> Flow {
    let padding = route.isReliable ? -payload.byteCount & 3 : 0
    let capacity = ChannelData.headerCount + payload.byteCount + padding
    return outbox.send(over: route, capacity: capacity) { output in
      output.append(uint32: ChannelData.header(number, count: payload.byteCount))
      output.append(bytes: payload)
      output.append(zeros: padding)
    }
  }

  /// Sends the requests for some permissions.
  mutating func ask(
    for addresses: [IPAddress], at now: Instant, with tools: inout ClientTools,
    into outbox: inout Outbox
  ) {
    var rest = addresses[...]
    while !rest.isEmpty {
      let some = Array(rest.prefix(ClientRequest.peerLimit))
      rest = rest.dropFirst(some.count)
      begin(.createPermission(some), at: now, with: &tools, into: &outbox)
    }
  }
}

extension ClientAllocation {
  /// Whether peers with this address can be reached from the relayed address.
  func canReach(_ address: IPAddress) -> Bool {
    relayed.contains { $0.address.family == address.family } && !address.isUnspecified
  }
}
