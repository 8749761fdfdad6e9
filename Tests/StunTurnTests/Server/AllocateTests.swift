import SansIO
import Testing
import TestSupport

@testable import StunTurn

@Suite struct AllocateTests {
  // Point 36.
  @Test(arguments: Side.allCases)
  func `RFC 8656 §7.2 a success carries the relayed address, the lifetime and the mapped address`(
    side: Side
  ) throws {
    var rig = try makeServer()
    var client = TURNTestClient(side.client)
    let answer = try rig.ask(&client, .allocate, [.transport(17), .family(side.family)])
    #expect(answer.isSuccess)
    #expect(answer.relayed?.address == address(side.relay))
    #expect(answer.mapped == endpoint(side.client))
    #expect(answer.lifetime == 600)
    #expect(answer.types == [.xorRelayedAddress, .lifetime, .xorMappedAddress])
    #expect(answer.isIntact(.sha1, key: client.key))
    let count = rig.machine.allocationCount
    #expect(count == 1)
  }
}
