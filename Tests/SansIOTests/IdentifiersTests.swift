import SansIO
import TestSupport
import Testing

/// Names of sockets, links and requests.
struct IdentifiersTests {
  @Test func `a ticket carries a number of 56 bits and its owner`() {
    let owner = Owner(rawValue: 0xAB)
    let largest: UInt64 = 0x00FF_FFFF_FFFF_FFFF
    for number in [0, 1, 0x1234_5678, largest] {
      let ticket = Ticket(number, owner: owner)
      #expect(ticket.number == number && ticket.owner == owner)
      #expect(ticket.rawValue == number | 0xAB << 56)
      #expect(Ticket(ticket.number, owner: ticket.owner) == ticket)
    }
    #expect(Ticket(.max, owner: owner).number == largest)
    #expect(Ticket(.max).owner == Owner(rawValue: 0))
    #expect(Ticket(1) != Ticket(1, owner: owner))
  }

  @Test
  func `a socket is another one after its index was used again, on another loop, for another`() {
    let names: Set<SocketID> = [
      .test(1), .test(2), .test(1, generation: 1), .test(1, loop: 1), .test(1, owner: 1), .test(1),
    ]
    #expect(names.count == 5)
    let links: Set<LinkID> = [
      .test(1), .test(2), .test(1, generation: 1), .test(1, loop: 1), .test(1, owner: 1), .test(1),
    ]
    #expect(links.count == 5)
  }
}
