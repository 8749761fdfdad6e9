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
