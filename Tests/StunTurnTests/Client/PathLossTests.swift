import SansIO
import SignaldCrypto
import TestSupport
import Testing

@testable import StunTurn

struct PathLossTests {
  private let path = Path.test(client: "192.0.2.1:3478", local: "198.51.100.1")
  private let mapped = endpoint("203.0.113.5:6000")

  @Test func `RFC 7982 §3 what a server counts tells lost requests from lost responses`() throws {
    for (request, response, loss, roundTrip) in [
      (1, 1, PathLoss(request: 1, response: 1), 1_520_000_000),
      (3, 1, PathLoss(request: 3, response: 1), 20_000_000),
      (3, 3, PathLoss(request: 3, response: 3), 20_000_000),
      (2, 1, PathLoss(request: 2, response: 1), nil),
      (1, 2, nil, nil), (1, 0, nil, nil),
    ] as [(UInt8, UInt8, PathLoss?, UInt64?)] {
      var rig = Rig(STUNClient(over: .path(path), entropy: Entropy(seed: 1)))
      let first = try #require(rig.obey(.start).messages.first)
      let copies = rig.advance(milliseconds: 1_500).messages
      #expect(([first] + copies).map { $0.counter ?? [] } == [[1, 0], [2, 0], [3, 0]])
      rig.advance(milliseconds: 20)
      let answer = write { output in
        output.beginMessage(MessageType(.binding, .success), id: first.id)
        output.append(.xorMappedAddress, xor: mapped, id: first.id)
        output.append(transmission: request, response: response)
        output.endMessage()
      }
      rig.receive(answer, along: path)
      #expect(rig.news() == [.reflexive(mapped, roundTrip: roundTrip, loss: loss)])
    }
    let loss = PathLoss(request: 3, response: 1)
    #expect(loss?.requests == 2 && loss?.responses == 0)
    let other = PathLoss(request: 3, response: 3)
    #expect(other?.requests == 0 && other?.responses == 2)
  }

  @Test func `a count that cannot be is no count`() {
    #expect(PathLoss(request: 1, response: 2) == nil)
    #expect(PathLoss(request: 7, response: 0) == nil)
  }
}

extension SentMessage {
  /// Both numbers of TRANSACTION-TRANSMIT-COUNTER.
  fileprivate var counter: [UInt8]? { attributes[.transactionTransmitCounter]?.suffix(2) }
}
