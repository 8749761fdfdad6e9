import SansIO
import Testing

@testable import Reactor

@Suite struct OpeningTests {
  @Test func `a socket is opened on a port the kernel chooses`() throws {
    var bench = try Bench()
    guard case .socket(let socket, let endpoint) = try bench.open(.udp(.loopbackV4, port: nil))
    else {
      Issue.record("not opened")
      return
    }
    #expect(endpoint.address == .loopbackV4)
    #expect(endpoint.port != 0)
    #expect(socket.loop == LoopID(rawValue: 0))
    #expect(bench.probe.facts.last == .opened(Ticket(7), .socket(socket, endpoint)))
  }

  @Test func `a port in use fails as such`() throws {
    var bench = try Bench()
    let (_, taken) = try bench.socket()
    let opened = try bench.open(.udp(.loopbackV4, port: taken.port))
    #expect(opened == .failed(.addressInUse))
  }

  @Test func `a port two sockets share is no error`() throws {
    var bench = try Bench()
    let (_, first) = try bench.reactor.listen(udp: .v4(), sharesPort: true)
    let (_, second) = try bench.reactor.listen(udp: first, sharesPort: true)
    #expect(first == second)
  }

  @Test func `an address of another host fails with the system's reason`() throws {
    var bench = try Bench()
    #expect(throws: SystemError.self) {
      try bench.reactor.listen(udp: Endpoint(address: .v4(0xC000_0201), port: 0))
    }
  }

  @Test func `a pair opens on an even port and the one above`() throws {
    var bench = try Bench()
    for port in stride(from: UInt16(41_000), to: 41_100, by: 2) {
      guard
        case .pair(let even, let odd, let endpoint) = try bench.open(
          .udpPair(.loopbackV4, evenPort: port))
      else { continue }
      #expect(endpoint == .v4(1, port: port))
      #expect(bench.reactor.core.sockets[Int(even.index)].endpoint.port == port)
      #expect(bench.reactor.core.sockets[Int(odd.index)].endpoint.port == port + 1)
      return
    }
    Issue.record("no free pair")
  }

  @Test func `a pair opens neither socket when one port is taken`() throws {
    var bench = try Bench()
    for isEvenTaken in [true, false] {
      var taken = try bench.socket()
      while (taken.1.port % 2 == 0) != isEvenTaken || taken.1.port == 1 {
        taken = try bench.socket()
      }
      let count = bench.reactor.socketCount
      let opened = try bench.open(
        .udpPair(.loopbackV4, evenPort: isEvenTaken ? taken.1.port : taken.1.port - 1))
      #expect(opened == .failed(.addressInUse))
      #expect(bench.reactor.socketCount == count)
    }
  }
}
