import SansIO
import StunTurn
import TestSupport

/// What must come true when the storm is over, and when everybody has left.
extension RelayWorld {
  /// Heals everything and sees who is alive.
  func calm() {
    heal()
    world.run(seconds: 1)
    expectLife()
  }

  /// Every client gets data through, or says that it cannot.
  func expectLife() {
    for client in clients where world.failure == nil { expectLife(of: client) }
  }

  /// Makes the weather fair and lets everyone answer.
  func heal() {
    server.isCut = false
    for client in clients { client.host.isCut = false }
    world.weather = .fair
    politeness = 1
  }

  /// Everybody leaves; the server must then let go of everything.
  func end() {
    guard world.failure == nil else { return }
    var leaving: [ClientActor] = []
    for client in clients {
      if world.random.chance(0.5) {
        client.crash()
      } else if !client.isOver {
        client.post(.close)
        leaving.append(client)
      }
    }
    world.run(seconds: 90)
    for client in leaving where client.closed == nil {
      world.fail("\(client.name) was told to close and did not")
    }
    world.run(seconds: 3700)
    for node in loops where world.failure == nil { expectNothing(of: node) }
    if !model.sockets.isEmpty { world.fail("sockets are left: \(model.sockets)") }
  }

  private func expectNothing(of node: Node<ServerUnderTest>) {
    if node.machine.server.allocationCount != 0 || !node.machine.sizes.isEmpty {
      world.fail("the server keeps \(node.machine.sizes)")
    }
    if let deadline = node.machine.deadline { world.fail("a timer is left: \(deadline)") }
  }

  /// Its data gets through, after all that it may have to find out first.
  private func expectLife(of client: ClientActor) {
    waitUntil(seconds: 60) { client.isOver || client.isAllocated }
    if client.isOver {
      // What the storm has done to it is over, too.
      start(client)
      waitUntil(seconds: 60) { client.isOver || client.isAllocated }
    }
    guard client.isOver || client.isAllocated else {
      return world.fail("\(client.name) neither has an allocation nor gave up")
    }
    guard let relayed = client.relayed else { return checkExcuse(of: client) }
    let peer = peers.first { $0.endpoint.address.family == relayed.address.family }
    guard let peer = peer?.endpoint, !plan.isSmall else { return }
    let before = client.received
    // It may take as long as an allocation lives until a client notices that it has none any more.
    for round in 0..<100 where client.received == before && !client.isOver {
      client.post(.permit([peer.address]))
      world.run(milliseconds: 100)
      client.send(to: peer)
      waitUntil(seconds: round < 3 ? 1 : 40) { client.received > before || client.isOver }
    }
    if client.received == before, !client.isOver {
      world.fail("\(client.name) hears nothing in fair weather")
    }
  }

  /// Why a client may fail in fair weather: the server is full, or its credential or its port is
  /// used up.
  private func checkExcuse(of client: ClientActor) {
    switch client.closed {
    case .refused(.allocationQuotaReached) where plan.isSmall,
      .refused(.insufficientCapacity) where plan.isSmall:
      break
    case .refused(.allocationMismatch), .refused(.unauthenticated), .requested, .none: break
    case .some(let reason): world.fail("\(client.name) has no allocation: \(reason)")
    }
  }

  private func waitUntil(seconds: Int, _ condition: () -> Bool) {
    for _ in 0..<seconds * 5 where !condition() && world.failure == nil {
      world.run(milliseconds: 200)
    }
  }
}
