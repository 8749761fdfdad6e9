import SansIO
import StunTurn
import TestSupport

private let methodNames: [StunTurn.Method: String] = [
  .binding: "Binding", .allocate: "Allocate", .refresh: "Refresh",
  .createPermission: "CreatePermission", .channelBind: "ChannelBind",
]

/// What the answers of the server change; only a success changes anything.
extension RelayModel {
  /// An answer left the server.
  func answered(_ answer: SeenMessage, on flow: Flow) {
    let key = RequestKey(flow: flow, id: answer.id)
    guard var request = requests[key], request.unanswered > 0,
      request.message.type.method == answer.type.method
    else { return world.fail("\(flow.client) got an answer to nothing") }
    request.unanswered -= 1
    requests[key] = request
    if case .answer(key) = due {
      due = .nothing
    } else if asking != key, request.message.token == nil, !mayWait(request.message) {
      // Only what another loop has to give takes longer.
      return world.fail("\(flow.client) got an answer out of turn")
    }
    let code = answer.code.map { "\($0.rawValue)" } ?? "success"
    count("\(methodNames[answer.type.method] ?? "?") \(code)")
    if let nonce = answer.nonce { nonces[nonce] = (flow.client, now) }
    guard answer.type.kind == .success else { return }
    if answer.type.method == .binding {
      if answer.mapped != flow.client {
        world.fail("\(flow.client) is told \(answer.mapped as Any)")
      }
      return
    }
    guard let user = request.user, isFresh(request.message, on: flow) else {
      return world.fail("\(flow.client) had success without credentials")
    }
    if let name = request.message.user, let key = keyring.key(of: name), !answer.isIntact(key) {
      return world.fail("\(flow.client) had success without integrity")
    }
    succeeded(answer, request.message, by: user, key)
  }

  /// Whether a request may have to wait for its user's home loop.
  private func mayWait(_ request: SeenMessage) -> Bool {
    request.type.method == .allocate && plan.loopCount > 1 && plan.limits.allocationsPerUser != nil
  }

  /// Whether the nonce was issued to this client not too long ago.
  private func isFresh(_ request: SeenMessage, on flow: Flow) -> Bool {
    guard let nonce = request.nonce, let known = nonces[nonce], known.client == flow.client else {
      return false
    }
    return now <= known.issued.adding(seconds: UInt64(plan.limits.nonceSeconds) + 2)
  }

  private func succeeded(
    _ answer: SeenMessage, _ request: SeenMessage, by user: String, _ key: RequestKey
  ) {
    switch answer.type.method {
    case .allocate: allocated(answer, request, by: user, key)
    case .refresh: refreshed(answer, request, by: user, key)
    case .createPermission:
      change(key.flow, by: user) { allocation in
        for peer in request.peers { permit(peer.address, of: &allocation) }
      }
    case .channelBind:
      change(key.flow, by: user) { allocation in bind(request, of: &allocation) }
    default: world.fail("success for \(answer.type.method)")
    }
  }

  private func change(
    _ flow: Flow, by user: String, _ body: (inout ModelAllocation) -> Void
  ) {
    guard var allocation = live(flow), allocation.user == user else {
      return world.fail("\(flow.client) had success without an allocation")
    }
    body(&allocation)
    allocations[flow] = allocation
  }

  // MARK: Allocations

  private func allocated(
    _ answer: SeenMessage, _ request: SeenMessage, by user: String, _ key: RequestKey
  ) {
    guard let relayed = answer.relayed, answer.mapped == key.flow.client,
      let seconds = answer.lifetime,
      seconds == plan.lifetime(for: request.lifetime)
    else { return world.fail("\(key.flow.client) has an incomplete allocation") }
    if let old = live(key.flow) {
      guard old.id == key.id, old.relayed == relayed, old.user == user else {
        return world.fail("\(key.flow.client) has two allocations")
      }
      return
    }
    if isFarewell(key), !plan.isSmall {
      return world.fail("a retransmission of \(key.flow.client) made an allocation again")
    }
    let relay = plan.inside(relayed)
    guard sockets.contains(relay), plan.relayPorts.contains(relay.port) else {
      return world.fail("\(relayed) was allocated without a socket")
    }
    if let other = owners[relay], live(other) != nil {
      return world.fail("\(relayed) was allocated to two clients")
    }
    checkPort(of: relay, answer, request, by: user, key)
    end(key.flow)
    allocations[key.flow] = ModelAllocation(
      relay: relay, relayed: relayed, user: user, id: key.id,
      expires: now.adding(seconds: UInt64(seconds)))
    owners[relay] = key.flow
    names[key.flow, default: []].insert(relayed)
  }

  /// The port is what was asked for, and is nobody else's reserve (RFC 8656 section 7.2).
  private func checkPort(
    of relay: Endpoint, _ answer: SeenMessage, _ request: SeenMessage, by user: String,
    _ key: RequestKey
  ) {
    if let token = request.token {
      guard let reservation = reservations.removeValue(forKey: token),
        reservation.local == relay, reservation.user == user,
        now < reservation.until.adding(seconds: RelayModel.slackSeconds)
      else { return world.fail("\(relay) was not reserved for \(user)") }
      count(asking == key ? "token of this loop" : "token of another loop")
    } else if relay.address.family.rawValue != request.family ?? 1 {
      world.fail("\(relay) is of the wrong family")
    }
    if reservations.values.contains(where: { $0.local == relay && now < $0.until }) {
      world.fail("\(relay) was reserved for another")
    }
    if request.evenPort != nil, relay.port % 2 != 0 { world.fail("\(relay) is odd") }
    guard (answer.token != nil) == (request.evenPort == true) else {
      return world.fail("a token was asked for or given, but not both")
    }
    guard let token = answer.token else { return }
    let next = Endpoint(address: relay.address, port: relay.port + 1)
    guard sockets.contains(next), reservations[token] == nil else {
      return world.fail("\(next) was reserved without a socket")
    }
    let seconds = plan.limits.reservationSeconds
    reservations[token] = Reservation(
      local: next, user: user, until: now.adding(seconds: seconds))
  }

  private func refreshed(
    _ answer: SeenMessage, _ request: SeenMessage, by user: String, _ key: RequestKey
  ) {
    guard let seconds = answer.lifetime else { return world.fail("a refresh has no lifetime") }
    guard seconds > 0 else { return deleted(by: user, key) }
    guard request.lifetime != 0, seconds == plan.lifetime(for: request.lifetime) else {
      return world.fail("a refresh for \(request.lifetime as Any) s is granted \(seconds) s")
    }
    change(key.flow, by: user) { $0.expires = now.adding(seconds: UInt64(seconds)) }
  }

  private func deleted(by user: String, _ key: RequestKey) {
    guard let allocation = live(key.flow), allocation.user == user else {
      // A retransmission succeeds again (RFC 8489 section 6.3.1).
      if !isFarewell(key) { world.fail("\(key.flow.client) deleted nothing") }
      return
    }
    // Unless it was forgotten, when it counts as new.
    if isFarewell(key), sockets.contains(allocation.relay) || !plan.isSmall { return }
    farewells[key] = now
    farewells[RequestKey(flow: key.flow, id: allocation.id)] = now
    end(key.flow)
  }

  // MARK: Peers

  private func permit(_ address: IPAddress, of allocation: inout ModelAllocation) {
    guard plan.mayBePeer(address), address.family == allocation.relay.address.family else {
      return world.fail("\(allocation.relayed) is permitted \(address)")
    }
    allocation.permissions[address] = now.adding(seconds: 300)
    if allocation.permissions.values.count(where: { now < $0 })
      > plan.limits.permissionsPerAllocation
    {
      world.fail("\(allocation.relayed) has too many permissions")
    }
  }

  private func bind(_ request: SeenMessage, of allocation: inout ModelAllocation) {
    guard let number = request.channel, 0x4000...0x4FFF ~= number, request.peers.count == 1,
      plan.mayBePeer(request.peers[0])
    else { return world.fail("\(allocation.relayed) has an impossible channel") }
    let peer = request.peers[0]
    guard allocation.peer(on: number, at: now) ?? peer == peer,
      allocation.number(for: peer, at: now) ?? number == number
    else { return world.fail("\(allocation.relayed) has two channels for one") }
    permit(peer.address, of: &allocation)
    allocation.channels[number] = ModelAllocation.Channel(
      peer: peer, until: now.adding(seconds: 600))
    if allocation.channels.values.count(where: { now < $0.until })
      > plan.limits.channelsPerAllocation
    {
      world.fail("\(allocation.relayed) has too many channels")
    }
  }
}
