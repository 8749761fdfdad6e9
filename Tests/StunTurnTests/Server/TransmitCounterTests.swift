import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// TRANSACTION-TRANSMIT-COUNTER.
@Suite struct TransmitCounterTests {
  private func counter(_ request: UInt8) -> TURNTestClient.Piece {
    .raw(0x8025, [0, 0, request, 0])
  }

  @Test func `RFC 7982 §3 a response says which copy it answers and which response it is`() throws {
    var rig = try makeServer()
    let client = TURNTestClient()
    let id = TransactionID(high: 1, low: 2)
    let type = MessageType(.binding, .request)
    let first = rig.exchange(client.plain(type, [counter(1)], id: id), along: client.path)
    #expect(first?.types == [.xorMappedAddress, .transactionTransmitCounter])
    #expect(first?.counter == [1, 1])
    // The second copy was lost on the way here.
    let third = rig.exchange(client.plain(type, [counter(3)], id: id), along: client.path)
    #expect(third?.counter == [3, 2])
    let other = rig.exchange(
      client.plain(type, [counter(2)], id: TransactionID(high: 1, low: 3)), along: client.path)
    #expect(other?.counter == [2, 1])
    let silent = rig.exchange(client.plain(type, id: id), along: client.path)
    #expect(silent?.types == [.xorMappedAddress])
    let malformed = rig.exchange(
      client.plain(type, [.raw(0x8025, [1])], id: id), along: client.path)
    #expect(malformed?.types == [.xorMappedAddress])
  }

  @Test func `RFC 7982 §3 errors and challenges count too, and signed answers protect it`() throws {
    var rig = try makeServer()
    var client = TURNTestClient()
    let type = MessageType(.allocate, .request)
    let challenge = rig.exchange(
      client.plain(type, [.transport(17), counter(4)], id: client.freshID()), along: client.path)
    #expect(challenge?.code == .unauthenticated && challenge?.counter == [4, 1])
    let granted = try rig.ask(&client, .allocate, [.transport(17), counter(1)])
    #expect(granted.types.last == .transactionTransmitCounter && granted.counter == [1, 1])
    #expect(granted.isIntact(.sha1, key: client.key))
  }

  @Test func `RFC 7982 §3 responses are counted up to 255 and no further`() {
    var counter = ResponseCounter(mixer: Mixer(seed: 1))
    let path = Path.test(client: "198.51.100.20:4000")
    for expected in (1...255).map(UInt8.init) + [255, 255] {
      let number = counter.next(TransactionID(high: 1, low: 1), along: path)
      #expect(number == expected)
    }
    let elsewhere = counter.next(
      TransactionID(high: 1, low: 1), along: .test(client: "198.51.100.21:4000"))
    #expect(elsewhere == 1)
  }
}

extension Answer {
  /// Both numbers of TRANSACTION-TRANSMIT-COUNTER.
  fileprivate var counter: [UInt8]? {
    read { message in message.transmitCounter().map { [$0.request, $0.response] } } ?? nil
  }
}
