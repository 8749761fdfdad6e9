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
    let algorithm = request.message.algorithm
    if let name = request.message.user, let key = keyring.key(of: name, algorithm),
      !answer.isIntact(key, algorithm)
    {
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
      for peer in request.peers {
        change(key.flow, peer.address.family, by: user) { permit(peer.address, of: &$0) }
      }
    case .channelBind:
      guard let peer = request.peers.first else { return world.fail("a channel to nobody") }
      change(key.flow, peer.address.family, by: user) { allocation in
        bind(request, of: &allocation, on: key.flow)
      }
    default: world.fail("success for \(answer.type.method)")
    }
  }

  private func change(
    _ flow: Flow, _ family: IPAddress.Family, by user: String,
    _ body: (inout ModelAllocation) -> Void
  ) {
    let half = Half(flow: flow, family: family)
    guard var allocation = live(half), allocation.user == user else {
      return world.fail("\(flow.client) had success without an allocation")
    }
    body(&allocation)
    allocations[half] = allocation
  }

  // MARK: Allocations

  private func allocated(
    _ answer: SeenMessage, _ request: SeenMessage, by user: String, _ key: RequestKey
  ) {
    guard !answer.allRelayed.isEmpty, answer.mapped == key.flow.client,
      let seconds = answer.lifetime,
      seconds == plan.lifetime(for: request.lifetime)
    else { return world.fail("\(key.flow.client) has an incomplete allocation") }
    let old = living(key.flow)
    if !old.isEmpty {
      guard old.allSatisfy({ $0.id == key.id && $0.user == user }),
        old.map(\.relayed) == answer.allRelayed
      else { return world.fail("\(key.flow.client) has two allocations") }
      return
    }
    if isFarewell(key), !plan.isSmall {
      return world.fail("a retransmission of \(key.flow.client) made an allocation again")
    }
    end(key.flow)
    checkFamilies(of: answer, request)
    for relayed in answer.allRelayed {
      enter(relayed, until: now.adding(seconds: UInt64(seconds)), by: user, key)
      checkPort(of: plan.inside(relayed), answer, request, by: user, key)
    }
  }

  /// One address of the family asked for, or of both families one each (RFC 8656 section 7.2).
  private func checkFamilies(of answer: SeenMessage, _ request: SeenMessage) {
    let families = answer.allRelayed.map(\.address.family.rawValue)
    let isPartial = answer.types.contains(.addressErrorCode)
    if request.token != nil { return }
    if request.additional == nil {
      if families != [request.family ?? 1] { world.fail("\(families) were not asked for") }
    } else if families != [1, 2], !isPartial || families.count != 1 {
      world.fail("\(families) are not both families")
    } else {
      count(isPartial ? "half allocation" : "dual allocation")
    }
  }

  /// Notes what a client was granted, unless it cannot be.
  private func enter(
    _ relayed: Endpoint, until expires: Instant, by user: String, _ key: RequestKey
  ) {
    let relay = plan.inside(relayed)
    guard sockets.contains(relay), plan.relayPorts.contains(relay.port) else {
      return world.fail("\(relayed) was allocated without a socket")
    }
    if let other = owners[relay], live(other) != nil {
      return world.fail("\(relayed) was allocated to two clients")
    }
    let half = Half(flow: key.flow, family: relay.address.family)
    allocations[half] = ModelAllocation(
      relay: relay, relayed: relayed, user: user, id: key.id, expires: expires)
    owners[relay] = half
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
    guard seconds > 0 else { return deleted(request, by: user, key) }
    guard request.lifetime != 0, seconds == plan.lifetime(for: request.lifetime) else {
      return world.fail("a refresh for \(request.lifetime as Any) s is granted \(seconds) s")
    }
    for half in meant(request, key.flow) {
      change(key.flow, half.family, by: user) { $0.expires = now.adding(seconds: UInt64(seconds)) }
    }
    if request.family != nil { count("half refreshed") }
  }

  /// The halves a Refresh is about: the one of the family it names, or all that live.
  private func meant(_ request: SeenMessage, _ flow: Flow) -> [Half] {
    let all = halves(flow)
    guard let family = request.family else {
      let living = all.filter { live($0) != nil }
      return living.isEmpty ? all : living
    }
    return all.filter { $0.family.rawValue == family }
  }

  private func deleted(_ request: SeenMessage, by user: String, _ key: RequestKey) {
    let gone = meant(request, key.flow).filter { live($0)?.user == user }
    guard !gone.isEmpty else {
      // A retransmission succeeds again (RFC 8489 section 6.3.1).
      if !isFarewell(key) { world.fail("\(key.flow.client) deleted nothing") }
      return
    }
    // Unless it was forgotten, when it counts as new.
    let isOpen = gone.contains { half in live(half).map { sockets.contains($0.relay) } ?? false }
    if isFarewell(key), isOpen || !plan.isSmall { return }
    farewells[key] = now
    let made = gone.compactMap { allocations[$0]?.id }.first
    for half in gone { end(half) }
    if let made, living(key.flow).isEmpty {
      farewells[RequestKey(flow: key.flow, id: made)] = now
    }
    if request.family != nil { count("half deleted") }
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

  private func bind(
    _ request: SeenMessage, of allocation: inout ModelAllocation, on flow: Flow
  ) {
    guard let number = request.channel, 0x4000...0x4FFF ~= number, request.peers.count == 1,
      plan.mayBePeer(request.peers[0])
    else { return world.fail("\(allocation.relayed) has an impossible channel") }
    let peer = request.peers[0]
    guard living(flow).allSatisfy({ $0.peer(on: number, at: now) ?? peer == peer }),
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
