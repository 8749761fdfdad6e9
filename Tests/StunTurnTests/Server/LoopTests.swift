import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// Servers on several loops of one process.
@Suite struct LoopTests {
  private func server(on loop: UInt8) throws -> Rig<TURNServer> {
    try makeServer(seed: UInt64(loop) + 1) {
      $0.loop = LoopID(rawValue: loop)
      $0.loopCount = 3
    }
  }

  /// Reserves a port on loop 1 and presents its token on loop 2; answers the claim for loop 1.
  private func claim(
    _ holder: inout Rig<TURNServer>, _ asker: inout Rig<TURNServer>, user: String = "alice",
    _ client: inout TURNTestClient
  ) throws -> TURNServer.Command {
    var first = TURNTestClient()
    let reserved = try holder.ask(&first, .allocate, [.transport(17), .evenPort(true)])
    let token = try #require(reserved.token)
    #expect(token % 3 == 1)
    asker.fetchNonce(&client)
    let id = client.freshID()
    let outputs = asker.receive(
      client.signed(.allocate, [.transport(17), .token(token)], id: id), along: client.path)
    #expect(outputs.isEmpty)
    guard case .toLoop(LoopID(rawValue: 1), let command) = asker.news().last else {
      Issue.record("loop 1 is not asked")
      throw MessageError.truncated
    }
    return command
  }

  // Point 30: the token is server-wide.
  @Test func `RFC 8656 §7.2 a token is good on every loop: the socket is handed over`() throws {
    var holder = try server(on: 1)
    var asker = try server(on: 2)
    var client = TURNTestClient("198.51.100.20:4001")
    let command = try claim(&holder, &asker, &client)
    let handed = holder.obey(command)
    guard case .claim(_, _, let loop, let ticket) = command, loop == LoopID(rawValue: 2),
      handed.count == 1, case .action(.handSocket(let socket, loop, let carried)) = handed[0]
    else {
      Issue.record("the socket is not handed over but \(handed)")
      return
    }
    #expect(carried.number == ticket.number && holder.machine.reservations.isEmpty)
    #expect(holder.machine.holdings == ["alice": 1])
    let arrived = SocketID.test(90, loop: 2)
    let outputs = asker.tell(
      .opened(carried, .socket(arrived, endpoint("203.0.113.9:50001"))))
    #expect(outputs.first.flatMap { Answer($0) }?.relayed == endpoint("203.0.113.9:50001"))
    asker.bind(&client, 0x4000, "192.0.2.7:1")
    let relayed = asker.receive(channelData(0x4000, [1]), along: client.path)
    #expect(relayed.first?.path?.socket == arrived)
    holder.machine.checkConsistency("where it was held")
    asker.machine.checkConsistency("where it was asked for")
    // What still comes by the old name is nobody's.
    let stray = holder.receive(
      [1],
      along: Path(
        socket: socket, local: address("203.0.113.9"), remote: endpoint("192.0.2.7:1")))
    #expect(stray.isEmpty)
  }

  // Point 30.
  @Test func `RFC 8656 §7.2 a token of another loop that is not to be had is refused with 508`()
    throws
  {
    var holder = try server(on: 1)
    var asker = try server(on: 2)
    var bob = TURNTestClient("198.51.100.21:4001")
    bob.user = "bob"
    bob.password = "builder"
    let command = try claim(&holder, &asker, &bob)
    let handed = holder.obey(command)
    #expect(handed.isEmpty && holder.machine.reservations.count == 1)
    guard case .toLoop(LoopID(rawValue: 2), let failure) = holder.news().last else {
      Issue.record("loop 2 is not told")
      return
    }
    let outputs = asker.obey(failure)
    #expect(outputs.first.flatMap { Answer($0) }?.code == .insufficientCapacity)
    #expect(asker.machine.allocationCount == 0 && asker.machine.holdings.isEmpty)
    let again = asker.obey(failure)
    #expect(again.isEmpty)
  }

  @Test func `a socket handed over for a client that has gone is closed`() throws {
    var holder = try server(on: 1)
    var asker = try server(on: 2)
    var client = TURNTestClient("198.51.100.20:4001")
    let command = try claim(&holder, &asker, &client)
    asker.tell(.departed(client.path))
    guard case .claim(_, _, _, let ticket) = command else { return }
    let outputs = asker.tell(
      .opened(ticket, .socket(.test(90, loop: 2), endpoint("203.0.113.9:50001"))))
    #expect(outputs == [.action(.close(.test(90, loop: 2)))])
  }

  // Point 25.
  @Test func `RFC 8656 §5 a nonce issued on one loop is good on another`() throws {
    var issuer = try server(on: 0)
    var other = try server(on: 1)
    var client = TURNTestClient()
    issuer.fetchNonce(&client)
    let answer = other.exchange(
      client.signed(.allocate, [.transport(17)], id: client.freshID()), along: client.path)
    #expect(answer?.isSuccess == true)
  }
}
