import SansIO
import SignaldCrypto
import StunTurn
import TestSupport

/// A computer with one TURN client after another on it.
final class ClientActor {
  let name: String
  let host: Host
  let server: Endpoint
  private unowned let world: World
  private let payloads: Payloads
  private var port: UInt16 = 5000
  private(set) var node: Node<TURNClient>?
  /// The relayed addresses while there are any.
  private(set) var allRelayed: [Endpoint] = []
  /// Why the client of now is over.
  private(set) var closed: ClosingReason?
  /// How many packets came through the relay to the client of now.
  private(set) var received = 0

  init(_ host: Host, of world: World, server: Endpoint, payloads: Payloads) {
    name = host.name
    self.host = host
    self.server = server
    self.world = world
    self.payloads = payloads
  }

  /// The first relayed address while there is one.
  var relayed: Endpoint? { allRelayed.first }
  /// The relayed address that reaches a peer.
  func relayed(for peer: Endpoint) -> Endpoint? {
    allRelayed.first { $0.address.family == peer.address.family }
  }

  /// Whether it crashed, was never started, or says that it is over.
  var isOver: Bool { closed != nil || node?.isStopped ?? true }
  /// Whether it has an allocation, as far as it knows.
  var isAllocated: Bool { relayed != nil && !isOver }

  /// Starts a client, on the port of the last one or on the next; an idle one asks for nothing.
  func start(user: String, options: TURNOptions, samePort: Bool, isIdle: Bool = false) {
    node?.stop()
    if !samePort { port += 1 }
    let address = host.addresses[0]
    let socket = SocketID(
      index: 0, generation: 0, loop: LoopID(rawValue: UInt8(host.nodes.count)),
      owner: Owner(rawValue: 0))
    let password = Keyring.password(of: user) ?? "hidden"
    guard let credential = Credential(user: user, password: password) else { return }
    let node = world.add(
      TURNClient(
        over: .path(Path(socket: socket, local: address, remote: server)),
        credential: credential, options: options, entropy: Entropy(seed: world.random.next())),
      on: host)
    node.bind("\(Endpoint(address: address, port: port))")
    (closed, allRelayed, received) = (nil, [], 0)
    self.node = node
    node.onNews = { [unowned self] in take($0) }
    node.perform { client, now, outbox in
      if isIdle { return }
      client.allocate(at: now, into: &outbox)
    }
  }

  /// Sends a peer something, if there is an allocation.
  func send(to peer: Endpoint) {
    guard let relayed = relayed(for: peer), let node, !isOver else { return }
    let bytes = payloads.make(from: relayed)
    node.perform { client, _, outbox in
      bytes.withRawSpan { _ = client.send($0, to: peer, into: &outbox) }
    }
  }

  /// Tells it to do something.
  func post(_ command: TURNClient.Command) { node?.post(command) }

  /// Ends it without a word.
  func crash() { node?.stop() }

  /// Fails the world if the client waits for something that will not come.
  func checkAlive() {
    guard let node, !isOver, node.machine.deadline == nil else { return }
    world.fail("\(name) hangs")
  }

  private func take(_ event: ClientEvent) {
    switch event {
    case .allocated(let relayed, _, _): allRelayed = relayed
    case .received(let bytes, let peer):
      received += 1
      payloads.check(bytes, from: peer, at: name)
    case .closed(let reason): closed = reason
    default: break
    }
  }
}
