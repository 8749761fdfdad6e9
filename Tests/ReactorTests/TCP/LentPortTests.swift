import SansIO
import Testing

@testable import Reactor

@Suite struct LentPortTests {
  @Test func `a machine connects from the port it listens at, which is nobody else's`() throws {
    var machine = try Bench()
    var peer = try Bench()
    guard case .listener(_, let place) = try machine.open(.listen(at: .v4())) else {
      Issue.record("cannot listen")
      return
    }
    let targets = [try peer.reactor.listen(tcp: .v4()).1, try peer.reactor.listen(tcp: .v4()).1]
    for (number, target) in targets.enumerated() {
      try machine.command { _, outbox in
        let ticket = Ticket(UInt64(20 + number))
        outbox.open(.connect(from: place, to: target, secure: nil), as: ticket)
      }
      #expect(try machine.turn { $0.links.count == number + 1 })
      #expect(try peer.turn { $0.links.count == number + 1 })
      let link = try #require(peer.probe.links.last)
      guard case .opened(let info) = peer.probe.changes(of: link).first else {
        Issue.record("not opened")
        return
      }
      #expect(info.remote == place)
    }
    let second = try peer.open(.listen(at: place))
    #expect(second == .failed(.addressInUse))
    // It goes on listening there.
    try peer.command { _, outbox in
      outbox.open(.connect(from: nil, to: place, secure: nil), as: Ticket(30))
    }
    #expect(try machine.turn { $0.links.count == 3 })
  }
}
