import SansIO
import StunTurn
import TestSupport

/// What the server owes to each packet.
extension RelayModel {
  /// A datagram reached a socket of the server.
  func arrived(_ packet: Packet) {
    let place = Endpoint(address: packet.local, port: packet.destination.port)
    isStrange = false
    (due, asking) = (.nothing, nil)
    guard RelayPlan.listeners.contains(place) else {
      due = owed(toPeer: packet, at: place)
      return
    }
    let flow = Flow(client: packet.source, server: place, session: packet.session)
    if packet.endsSession { return end(flow) }
    isStrange = true
    if let first = packet.bytes.first, 0x40...0x7F ~= first {
      due = owed(toChannelData: packet.bytes, on: flow)
    } else if let message = SeenMessage(packet.bytes) {
      due = owed(to: message, on: flow)
    }
  }

  /// A peer's packet goes by a channel, as an indication, or nowhere (RFC 8656 section 11.3).
  private func owed(toPeer packet: Packet, at place: Endpoint) -> Due {
    guard let half = owners[place], let allocation = live(half) else { return .nothing }
    let flow = half.flow
    isStrange = true
    let peer = plan.shown(packet.source)
    guard allocation.permits(peer.address, at: now) else {
      count(allocation.permissions[peer.address] == nil ? "no permission" : "lapsed permission")
      return .nothing
    }
    if let number = allocation.number(for: peer, at: now) {
      return .channelData(flow, number, packet.bytes)
    }
    return .indication(flow, peer, packet.bytes)
  }

  /// RFC 8656 section 12.6.
  private func owed(toChannelData bytes: [UInt8], on flow: Flow) -> Due {
    let halves = living(flow)
    guard bytes.count >= 4, !halves.isEmpty else { return .nothing }
    let number = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
    let end = 4 + (Int(bytes[2]) << 8 | Int(bytes[3]))
    let bound = halves.first { $0.peer(on: number, at: now) != nil }
    guard bytes.count >= end, let allocation = bound,
      let peer = allocation.peer(on: number, at: now)
    else {
      let isKnown = halves.contains { $0.channels[number] != nil }
      count(isKnown ? "lapsed channel" : "no channel")
      return .nothing
    }
    guard allocation.permits(peer.address, at: now) else {
      count("channel without permission")
      return .nothing
    }
    return .toPeer(from: allocation.relay, to: plan.inside(peer), Array(bytes[4..<end]))
  }

  private func owed(to message: SeenMessage, on flow: Flow) -> Due {
    switch (message.type.kind, message.type.method) {
    case (.request, .binding), (.request, .allocate), (.request, .refresh),
      (.request, .createPermission), (.request, .channelBind):
      return owed(toRequest: message, on: flow)
    case (.indication, .send): return owed(toSend: message, on: flow)
    default: return .nothing
    }
  }

  /// RFC 8656 section 11.2.
  private func owed(toSend message: SeenMessage, on flow: Flow) -> Due {
    guard let peer = message.peers.first, let data = message.data,
      let allocation = live(Half(flow: flow, family: peer.address.family)),
      allocation.permits(peer.address, at: now), plan.mayBePeer(peer)
    else { return .nothing }
    return .toPeer(from: allocation.relay, to: plan.inside(peer), data)
  }

  /// Every request is answered, but an Allocate may wait for its socket.
  private func owed(toRequest message: SeenMessage, on flow: Flow) -> Due {
    let key = RequestKey(flow: flow, id: message.id)
    let user = keyring.admits(message, at: world.now.unixSeconds)
    let unanswered = (requests[key]?.unanswered ?? 0) + 1
    requests[key] = Request(message: message, user: user, unanswered: unanswered)
    if user != nil, message.type.method != .binding { isStrange = false }
    guard message.type.method == .allocate else { return .answer(key) }
    asking = key
    if let user, let token = message.token, reservations[token]?.user == user {
      reservations[token]?.isClaimed = true
    }
    return .nothing
  }

  // MARK: What leaves

  /// A datagram left a socket of the server.
  func left(_ packet: Packet) {
    guard RelayPlan.listeners.contains(packet.sender) else { return leftRelay(packet) }
    let flow = Flow(
      client: packet.destination, server: packet.sender, session: packet.session)
    guard let first = packet.bytes.first, first < 0x40 else { return leftChannel(packet, flow) }
    guard let message = SeenMessage(packet.bytes) else {
      return world.fail("the server sent nonsense: \(packet)")
    }
    switch message.type.kind {
    case .success, .failure: answered(message, on: flow)
    case .indication where message.type.method == .data: leftIndication(message, flow)
    default: world.fail("the server sent \(message.type)")
    }
  }

  private func leftRelay(_ packet: Packet) {
    guard case .toPeer(let from, let to, let payload) = due, packet.sender == from,
      packet.destination == to, packet.session == 0
    else {
      return world.fail("\(packet.destination) got a packet of \(packet.sender) unpermitted")
    }
    guard payload == packet.bytes else {
      return world.fail("\(packet.destination) got another payload than was sent")
    }
    due = .nothing
    count(server.owns(to.address) ? "relay to relay" : "to peer")
  }

  private func leftChannel(_ packet: Packet, _ flow: Flow) {
    guard case .channelData(flow, let number, let payload) = due else {
      return world.fail("\(flow.client) got ChannelData unpermitted")
    }
    let header = [number >> 8, number, UInt16(payload.count) >> 8, UInt16(payload.count)]
    guard packet.bytes == header.map({ UInt8(truncatingIfNeeded: $0) }) + payload else {
      return world.fail("\(flow.client) got other ChannelData than it was owed")
    }
    due = .nothing
    count("ChannelData")
  }

  private func leftIndication(_ message: SeenMessage, _ flow: Flow) {
    if message.types.contains(.icmp) { return leftReport(message, flow) }
    guard case .indication(flow, let peer, let payload) = due else {
      return world.fail("\(flow.client) got a Data indication unpermitted")
    }
    guard message.peers == [peer], message.data == payload else {
      return world.fail("\(flow.client) got another Data indication than it was owed")
    }
    due = .nothing
    count("Data indication")
  }

  /// A client is told what ICMP says of peers it has a permission for (RFC 8656 section 11.5).
  private func leftReport(_ message: SeenMessage, _ flow: Flow) {
    guard message.types == [.xorPeerAddress, .icmp], let peer = message.peers.first,
      live(Half(flow: flow, family: peer.address.family))?.permits(peer.address, at: now) == true
    else { return world.fail("\(flow.client) was told of a peer it may not know") }
    count("ICMP")
  }
}
