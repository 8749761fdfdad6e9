import SansIO
import SignaldKit
import StunTurn

/// What a TURN server did and how long it took.
private struct TurnTrial: Sendable {
  let allocation: RelayClient.Allocation
  let allocating: Duration
  let permitting: Duration
  let relaying: Duration
}

/// Tries a TURN server from end to end and prints what happened.
func turn(_ options: TurnOptions) async throws(RuntimeError) {
  let dial = try await options.server.dial(options.client)
  let trial: TurnTrial
  do throws(ClientError) {
    trial = try await attempt(dial, options)
  } catch {
    throw RuntimeError(error, at: options.server)
  }
  try Output.print(options.client.asJSON ? json(trial, dial, options) : text(trial, options))
}

/// Allocates and sends a datagram to the allocation's own relayed address: it leaves the server's
/// relay socket, comes back to it, and reaches us as from a peer.
private func attempt(
  _ dial: Dial, _ options: TurnOptions
) async throws(ClientError) -> TurnTrial {
  guard
    let credential = Credential(
      user: options.credentials.user, password: options.credentials.password)
  else { throw .invalidCredential }
  let limit = options.client.timeout
  let clock = ContinuousClock()
  let start = clock.now
  let family = dial.endpoint.address.family
  return try await RelayClient.withAllocation(
    through: dial, credential: credential, options: TURNOptions(families: RelayFamilies(family)),
    within: limit
  ) { (client) throws(ClientError) in
    let allocated = clock.now
    try await client.permit(client.allocation.relayed.address)
    let permitted = clock.now
    try await echo(through: client, within: limit)
    return TurnTrial(
      allocation: client.allocation, allocating: allocated - start,
      permitting: permitted - allocated, relaying: clock.now - permitted)
  }
}

/// Sends until one comes back: a datagram may be lost.
private func echo(
  through client: RelayClient, within limit: Duration
) async throws(ClientError) {
  let payload = Array("signald relay check \(client.allocation.relayed)".utf8)
  let peer = client.allocation.relayed
  let sender = Task {
    for attempt in 0..<max(1, Int(limit / .milliseconds(500))) {
      client.send(payload, to: peer)
      try await Task.sleep(for: .milliseconds(attempt == 0 ? 250 : 500))
    }
    client.abandon()
  }
  defer { sender.cancel() }
  for await received in client.datagrams
  where received.payload == payload && received.peer == peer {
    return
  }
  throw .timedOut
}

private func text(_ trial: TurnTrial, _ options: TurnOptions) -> String {
  """
  allocated  \(trial.allocation.relayed)  in \(trial.allocating.milliseconds) ms, \
  for \(trial.allocation.lifetime.components.seconds) s
  seen from  \(trial.allocation.mapped)  by \(options.server)
  permitted  \(trial.allocation.relayed.address)  in \(trial.permitting.milliseconds) ms
  relayed    a datagram to itself and back  in \(trial.relaying.milliseconds) ms

  """
}

private func json(_ trial: TurnTrial, _ dial: Dial, _ options: TurnOptions) -> String {
  var object = JSONObject()
  object.set("server", "\(dial.endpoint)")
  object.set("transport", options.server.transport.rawValue)
  object.set("relayed", "\(trial.allocation.relayed)")
  object.set("mapped", "\(trial.allocation.mapped)")
  object.set("lifetime_s", trial.allocation.lifetime.components.seconds)
  object.set("allocate_ms", milliseconds: trial.allocating)
  object.set("permit_ms", milliseconds: trial.permitting)
  object.set("relay_ms", milliseconds: trial.relaying)
  return object.line
}
