import SansIO
import SignaldKit
import StunTurn
import Testing
import TestSupport

/// A server behind a one-to-one NAT that turns nothing around.
struct ExternalAddressTests {
  @Test(arguments: Daemon.loops)
  func `two clients reach each other by public addresses only`(loops: Int) async throws {
    let options = Daemon.relaying + ["--external-address", "203.0.113.7"]
    try await Daemon.with(options, loops: loops) { daemon in
      let credential = try #require(Credential(user: "u", password: "p"))
      let server = Dial.udp(daemon.turn)
      try await RelayClient.withAllocation(through: server, credential: credential) {
        (alice) throws(ClientError) in
        try await RelayClient.withAllocation(through: server, credential: credential) {
          (bob) throws(ClientError) in
          #expect(alice.allocation.relayed.address == address("203.0.113.7"))
          #expect(bob.allocation.relayed.address == address("203.0.113.7"))
          #expect(alice.allocation.mapped.address == .loopbackV4)
          try await alice.bind(bob.allocation.relayed)
          try await bob.permit(alice.allocation.relayed.address)
          alice.send([1, 2, 3], to: bob.allocation.relayed)
          var arrivals = bob.datagrams.makeAsyncIterator()
          let first = await arrivals.next()
          #expect(first?.payload == [1, 2, 3] && first?.peer == alice.allocation.relayed)
          bob.send([4], to: alice.allocation.relayed)
          var answers = alice.datagrams.makeAsyncIterator()
          let second = await answers.next()
          #expect(second?.payload == [4] && second?.peer == bob.allocation.relayed)
        }
      }
    }
  }
}
