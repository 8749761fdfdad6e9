import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// How many bytes a stranger gets for how many: measured for every answer that needs no proof.
@Suite struct AmplificationTests {
  /// A request of a stranger, and the most its answer may have for each byte of it.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let method: StunTurn.Method
    let code: ErrorCode?
    /// Largest factor of STUN alone, and with IP and UDP headers, as the network sees it.
    let alone: Double
    let onTheWire: Double
    let shape: Shape

    enum Shape: Sendable { case bare, usual, unknown, half, stale }

    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "Binding", method: .binding, code: nil, alone: 2.2, onTheWire: 1.4, shape: .bare),
    Case(
      name: "Binding with unknown attributes", method: .binding, code: .unknownAttribute,
      alone: 1.2, onTheWire: 1.1, shape: .unknown),
    Case(
      name: "401 to a bare header", method: .allocate, code: .unauthenticated, alone: 5.41,
      onTheWire: 2.84, shape: .bare),
    Case(
      name: "401 to what clients send", method: .allocate, code: .unauthenticated, alone: 3.86,
      onTheWire: 2.43, shape: .usual),
    Case(
      name: "400 to half of the credentials", method: .refresh, code: .badRequest, alone: 1,
      onTheWire: 1, shape: .half),
    Case(
      name: "438 to a foreign nonce", method: .allocate, code: .staleNonce, alone: 1,
      onTheWire: 1, shape: .stale),
  ]

  private func request(_ shape: Case.Shape, _ method: StunTurn.Method, _ client: TURNTestClient)
    -> [UInt8]
  {
    var client = client
    let id = TransactionID(high: 1, low: 2)
    let type = MessageType(method, .request)
    switch shape {
    case .bare: return client.plain(type, id: id)
    case .usual: return client.plain(type, [.transport(17)], id: id)
    case .unknown:
      return client.plain(type, (0..<16).map { .raw(0x7F00 + $0, []) }, id: id)
    case .half:
      client.user = ""
      client.nonce = Array(repeating: 65, count: 800)
      return client.signed(method, id: id)
    case .stale:
      client.nonce = Array(repeating: 65, count: 24)
      return client.signed(method, [.transport(17)], id: id)
    }
  }

  @Test(arguments: cases, Side.allCases)
  func `RFC 8656 §21 what a stranger gets for a request stays small, and is counted`(
    item: Case, side: Side
  ) throws {
    var rig = try makeServer()
    let client = TURNTestClient(side.client)
    let bytes = request(item.shape, item.method, client)
    let received = rig.exchange(bytes, along: client.path)
    let answer = try #require(received)
    #expect(answer.code == item.code)
    let headers = side == .v4 ? 28.0 : 48.0
    let alone = Double(answer.bytes.count) / Double(bytes.count)
    let onTheWire = (Double(answer.bytes.count) + headers) / (Double(bytes.count) + headers)
    #expect(alone <= item.alone && onTheWire <= item.onTheWire, "\(alone), \(onTheWire)")
    let statistics = rig.machine.statistics
    #expect(statistics.unverifiedBytesReceived == UInt64(bytes.count))
    #expect(statistics.unverifiedBytesSent == UInt64(answer.bytes.count))
    #expect(statistics.unverifiedAnswers == 1)
  }

  @Test func `RFC 8656 §21 nothing else a stranger sends is answered at all`() throws {
    var rig = try makeServer()
    let client = TURNTestClient()
    let id = TransactionID(high: 1, low: 2)
    for method in [StunTurn.Method.binding, .allocate, .refresh, .send, .data, .createPermission] {
      for kind in [MessageClass.indication, .success, .failure] {
        let outputs = rig.receive(
          client.plain(MessageType(method, kind), id: id), along: client.path)
        #expect(outputs.isEmpty)
      }
    }
    for first in 4...255 as ClosedRange<UInt8> {
      let outputs = rig.receive([first] + Array(repeating: 0, count: 40), along: client.path)
      #expect(outputs.isEmpty)
    }
    #expect(rig.machine.statistics.unverifiedBytesSent == 0)
  }

  @Test func `what an authenticated client gets is not counted among strangers`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    _ = try rig.allocate(&client)
    let before = rig.machine.statistics
    _ = try rig.ask(&client, .refresh)
    _ = try rig.ask(&client, .createPermission, [.peer("127.0.0.1:1")])
    let after = rig.machine.statistics
    #expect(before.unverifiedBytesSent == after.unverifiedBytesSent)
    #expect(before.unverifiedBytesReceived == after.unverifiedBytesReceived)
    #expect(before.unverifiedAnswers == 1)
  }
}
