import SansIO
import TestSupport
import Testing

/// Whom an event concerns, and machines that use little of the contract.
struct EventTests {
  private struct Quiet: Machine, ~Copyable {
    var alarms = 0
    var deadline: Instant? { nil }
    mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
      if case .alarm = event { alarms += 1 }
    }
  }

  @Test func `every event but the alarm has the owner of what it is about`() {
    let owner = Owner(rawValue: 6)
    let socket = SocketID.test(1, owner: 6)
    let link = LinkID.test(1, owner: 6)
    let path = Path.test(client: "192.0.2.1:1", socket: socket)
    let owners: [Owner?] = hex("00").withRawSpan { span in
      [
        Event.datagram(
          Datagram(bytes: span, path: path, origin: path.remote, marking: Marking())
        ).owner,
        Event.chunk(Chunk(bytes: span, link: link)).owner,
        Event.link(link, nil, .drained).owner,
        Event.opened(Ticket(1, owner: owner), .failed(.refused)).owner,
        Event.undeliverable(Undeliverable(path: path, type: 3, code: 3, mtu: 0)).owner,
        Event.departed(path).owner,
      ]
    }
    #expect(owners == Array(repeating: owner, count: 6))
    #expect(Event.alarm.owner == nil)
  }

  @Test func `a machine needs neither commands nor news`() {
    var rig = Rig(Quiet())
    #expect(rig.tell(.alarm).isEmpty)
    #expect(rig.machine.alarms == 1)
    #expect(rig.news().isEmpty)
    #expect(rig.advance(seconds: 1000).isEmpty)
    #expect(rig.machine.alarms == 1)
  }
}
