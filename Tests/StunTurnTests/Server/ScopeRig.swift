import SansIO
import TestSupport

@testable import StunTurn

extension TURNTestClient {
  /// A client with the credential of a room's member.
  static func member(
    _ name: String = "memberAAAAAAAAAA", at address: String = "198.51.100.20:4000",
    until expiry: Int64 = 1_750_003_600
  ) -> TURNTestClient {
    var client = TURNTestClient(address)
    client.beTimed("m.roomAAAAAAAAAAAA.\(name)", until: expiry)
    return client
  }

  /// A client with a key for an address.
  static func keyHolder(
    of own: String, at address: String, until expiry: Int64 = 1_750_003_600
  ) -> TURNTestClient {
    var client = TURNTestClient(address)
    client.beTimed(
      "a.\(ClientAddress(of: SansIO.IPAddress(own) ?? .anyV4)).keyAAAAAAAAAAAAA", until: expiry)
    return client
  }
}

/// Servers on so many loops, each as it is configured in a test.
func makeLoops(
  _ count: UInt8, _ change: (inout TURNServer.Configuration) -> Void = { _ in },
  _ body: (inout Rig<TURNServer>) throws -> Void
) throws {
  for loop in 0..<count {
    var rig = try makeServer(seed: UInt64(loop) + 1) {
      $0.loop = LoopID(rawValue: loop)
      $0.loopCount = count
      change(&$0)
    }
    try body(&rig)
  }
}
