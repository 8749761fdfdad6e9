import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// Copies of a request.
@Suite struct RetransmissionTests {
  /// A request, what it needs beforehand, and how it is answered.
  struct Case: Sendable {
    let method: StunTurn.Method
    let pieces: [TURNTestClient.Piece]
    var needsAllocation = true
    var code: ErrorCode?
  }

  private static let peer = "192.0.2.7:7000"

  static let cases = [
    Case(method: .binding, pieces: [], needsAllocation: false),
    Case(method: .allocate, pieces: [.transport(17)], needsAllocation: false),
    Case(
      method: .allocate, pieces: [.transport(17), .additionalFamily(2)], needsAllocation: false),
    Case(
      method: .allocate, pieces: [.transport(17), .evenPort(true)], needsAllocation: false),
    Case(method: .allocate, pieces: [], needsAllocation: false, code: .badRequest),
    Case(
      method: .allocate, pieces: [.transport(6)], needsAllocation: false,
      code: .unsupportedTransportProtocol),
    Case(method: .refresh, pieces: [.lifetime(900)]),
    Case(method: .refresh, pieces: [.lifetime(0)]),
    Case(method: .refresh, pieces: [.family(2)], code: .peerAddressFamilyMismatch),
    Case(method: .refresh, pieces: [], needsAllocation: false, code: .allocationMismatch),
    Case(method: .createPermission, pieces: [.peer(peer)]),
    Case(method: .createPermission, pieces: [], code: .badRequest),
    Case(method: .createPermission, pieces: [.peer("127.0.0.1:1")], code: .forbidden),
    Case(method: .channelBind, pieces: [.channel(0x4000), .peer(peer)]),
    Case(method: .channelBind, pieces: [.channel(0x3FFF), .peer(peer)], code: .badRequest),
  ]

  // Point 11.
  @Test(arguments: RetransmissionTests.cases)
  func `RFC 8489 §6.3.1 a copy of a request gets the same answer, bit for bit`(request: Case) throws
  {
    var rig = try makeServer()
    var client = TURNTestClient()
    if request.needsAllocation { _ = try rig.allocate(&client) }
    rig.fetchNonce(&client)
    let bytes = client.signed(request.method, request.pieces, id: client.freshID())
    let found = rig.exchange(bytes, along: client.path)
    let first = try #require(found)
    #expect(first.code == request.code && first.isSuccess == (request.code == nil))
    let count = rig.machine.allocationCount
    for _ in 0..<7 {
      rig.advance(seconds: 5)
      let again = rig.exchange(bytes, along: client.path)
      #expect(again?.bytes == first.bytes)
    }
    #expect(rig.machine.allocationCount == count)
    rig.machine.checkConsistency("after the copies")
  }
}
