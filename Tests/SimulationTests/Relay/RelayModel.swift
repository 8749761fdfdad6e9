import SansIO
import SignaldCrypto
import StunTurn
import TestSupport

/// RFC 8656 as the test understands it, kept from the packets that reach and leave the server.
///
/// It says before every packet what the server owes to it, and fails the world when something else
/// leaves, when nothing does, or when the server keeps more than that explains.
final class RelayModel {
  /// A 5-tuple, as the server's host sees it.
  struct Flow: Hashable {
    let client: Endpoint
    let server: Endpoint
    let session: UInt32
  }

  /// What a 5-tuple has of one family.
  struct Half: Hashable {
    let flow: Flow
    let family: IPAddress.Family
  }

  /// A request by its 5-tuple and transaction.
  struct RequestKey: Hashable {
    let flow: Flow
    let id: TransactionID
  }

  /// A request that arrived.
  struct Request {
    let message: SeenMessage
    /// Who sent it, if that is proved.
    let user: String?
    /// How often it arrived and was not answered.
    var unanswered: Int
  }

  /// A port kept for a second allocation.
  struct Reservation {
    let local: Endpoint
    let user: String
    let until: Instant
    var isClaimed = false
  }

  /// What is to leave the server for what arrived.
  enum Due {
    case nothing
    case toPeer(from: Endpoint, to: Endpoint, [UInt8])
    case channelData(Flow, UInt16, [UInt8])
    case indication(Flow, Endpoint, [UInt8])
    case answer(RequestKey)
  }

  /// How long after its end something may still be there: an alarm is late, and ends one at a time.
  static let slackSeconds: UInt64 = 2

  unowned let world: World
  let server: Host
  let plan: RelayPlan
  let keyring = Keyring()
  var allocations: [Half: ModelAllocation] = [:]
  var owners: [Endpoint: Half] = [:]
  /// All relayed addresses a 5-tuple ever had.
  var names: [Flow: Set<Endpoint>] = [:]
  var reservations: [UInt64: Reservation] = [:]
  var requests: [RequestKey: Request] = [:]
  /// Transactions that made an allocation which was deleted, or deleted it, and when that was.
  var farewells: [RequestKey: Instant] = [:]
  /// Nonces with whom they were issued to, and when.
  var nonces: [[UInt8]: (client: Endpoint, issued: Instant)] = [:]
  /// Relay sockets.
  var sockets: Set<Endpoint> = []
  var due = Due.nothing
  /// The Allocate of this turn.
  var asking: RequestKey?
  /// Whether what arrived proved nothing, so that nothing may be kept of it.
  var isStrange = false
  /// How often what happened, for tests to know that it did.
  var tally: [String: Int] = [:]
  private var sizes: [ObjectIdentifier: RelaySizes] = [:]

  init(world: World, server: Host, plan: RelayPlan) {
    self.world = world
    self.server = server
    self.plan = plan
  }

  var now: Instant { world.now.monotonic }

  /// An allocation, or half of one, unless its time is over.
  func live(_ half: Half) -> ModelAllocation? {
    allocations[half].flatMap { now < $0.expires ? $0 : nil }
  }

  /// What a 5-tuple has of either family.
  func halves(_ flow: Flow) -> [Half] { [.v4, .v6].map { Half(flow: flow, family: $0) } }

  /// What lives of a 5-tuple's allocation.
  func living(_ flow: Flow) -> [ModelAllocation] { halves(flow).compactMap(live) }

  /// Whether a retransmission of this transaction is to be known for one (RFC 8489 section 6.3.1).
  func isFarewell(_ key: RequestKey) -> Bool {
    farewells[key].map { now < $0.adding(seconds: 40) } ?? false
  }

  /// Forgets all a 5-tuple has.
  func end(_ flow: Flow) { for half in halves(flow) { end(half) } }

  /// Forgets an allocation, or half of one.
  func end(_ half: Half) {
    guard let gone = allocations.removeValue(forKey: half) else { return }
    if owners[gone.relay] == half { owners[gone.relay] = nil }
  }

  /// Looks at whatever happens; `measure` tells what a loop of the server keeps.
  func see(_ observation: Observation, measure: (AnyNode) -> RelaySizes) {
    switch observation {
    case .delivered(let packet, let host) where host === server: arrived(packet)
    case .sent(let packet, let host) where host === server: left(packet)
    case .bound(let place, let host) where host === server:
      if !RelayPlan.listeners.contains(place) { sockets.insert(place) }
    case .unbound(let place, let host) where host === server: sockets.remove(place)
    case .turned(let node) where node.host === server: turned(node, measure(node))
    case .refused(_, let path, let reason, let node) where node.host === server:
      world.fail("the server sent to \(path.remote) on \(path.socket.loop): \(reason)")
    default: break
    }
  }

  /// Notes that something happened.
  func count(_ what: String) { tally[what, default: 0] += 1 }

  // MARK: Books

  private func turned(_ node: AnyNode, _ size: RelaySizes) {
    switch due {
    case .nothing: break
    case .toPeer(let from, let to, _): world.fail("nothing left \(from) for \(to)")
    case .channelData(let flow, let number, _):
      world.fail("nothing left for \(flow.client) on channel \(number)")
    case .indication(let flow, let peer, _):
      world.fail("nothing left for \(flow.client) from \(peer)")
    case .answer(let key): world.fail("a request of \(key.flow.client) was not answered")
    }
    (due, asking) = (.nothing, nil)
    let before = sizes.updateValue(size, forKey: ObjectIdentifier(node))
    if isStrange, let before, before != size {
      world.fail("a stranger made \(size) of \(before)")
    }
    isStrange = false
    if !size.keep(plan.limits) { world.fail("\(size) breaks a limit") }
    checkSockets()
  }

  /// Every socket has a reason, and every reason its socket.
  private func checkSockets() {
    if sockets.count > plan.limits.allocations * plan.loopCount {
      world.fail("\(sockets.count) relay sockets are open")
    }
    let slack = RelayModel.slackSeconds
    var explained: Set<Endpoint> = []
    for (_, allocation) in allocations {
      if now < allocation.expires.adding(seconds: slack) { explained.insert(allocation.relay) }
      if now < allocation.expires, !sockets.contains(allocation.relay) {
        world.fail("the socket of \(allocation.relayed) is closed, its allocation lives")
      }
    }
    for (_, reservation) in reservations {
      if now < reservation.until.adding(seconds: slack) { explained.insert(reservation.local) }
      if now < reservation.until, !reservation.isClaimed, !sockets.contains(reservation.local) {
        world.fail("the reserved socket \(reservation.local) is closed")
      }
    }
    for socket in sockets where !explained.contains(socket) {
      world.fail("the socket \(socket) is open for nobody")
    }
  }
}
