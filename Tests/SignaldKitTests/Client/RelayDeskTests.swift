import SansIO
import StunTurn
import Testing
import TestSupport

@testable import SignaldKit

struct RelayDeskTests {
  private let peer = address("192.0.2.1")

  private func error(of answer: Answer<Void>) async -> ClientError? {
    await clientError { () throws(ClientError) in try await answer.value(within: .seconds(60)) }
  }

  @Test func `each task hears of itself only`() async {
    let desk = RelayDesk()
    let (first, second) = (desk.await(.permission(peer)), desk.await(.permission(peer)))
    let channel = desk.await(.channel(endpoint("192.0.2.1:9")))
    desk.take(.client(.permitted(address("192.0.2.2"))))
    desk.take(.client(.permitted(peer)))
    desk.take(.client(.refused(.channel(endpoint("192.0.2.1:9")), .forbidden)))
    #expect(await error(of: first) == nil)
    #expect(await error(of: second) == nil)
    #expect(await error(of: channel) == .refused(.forbidden))
  }

  @Test func `the end is told to all who wait, and to all who come later`() async {
    let desk = RelayDesk()
    let early = desk.await(.permission(peer))
    desk.take(.client(.closed(.expired)))
    desk.take(.failed(.reset))
    let late = desk.await(.permission(peer))
    #expect(await error(of: early) == .closed(.expired))
    #expect(await error(of: late) == .closed(.expired))
    #expect(await error(of: desk.closed) == nil)
    for await received in desk.datagrams { Issue.record("\(received)") }
  }

  @Test func `of datagrams nobody reads the newest are dropped`() async {
    let desk = RelayDesk()
    let count = RelayClient.inboxLimit + 10
    for number in 0..<count {
      let payload = [UInt8(number >> 8), UInt8(number & 255)]
      desk.take(.client(.received(payload, from: endpoint("192.0.2.1:9"))))
    }
    desk.endDatagrams()
    var last: [UInt8] = []
    var received = 0
    for await datagram in desk.datagrams {
      last = datagram.payload
      received += 1
    }
    #expect(received == RelayClient.inboxLimit && last == [3, 255])
  }
}
