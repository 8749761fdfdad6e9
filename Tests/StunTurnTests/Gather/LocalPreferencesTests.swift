import SansIO
import TestSupport
import Testing

@testable import StunTurn

struct LocalPreferencesTests {
  @Test func `RFC 8445 §5.1.2.1 the only address has 65535`() {
    let only = address("192.0.2.1")
    #expect(LocalPreferences(of: [only], serverCount: 0).preference(of: only) == 65_535)
    #expect(LocalPreferences(of: [only], serverCount: 3).preference(of: only) == 65_535)
  }

  @Test func `RFC 8421 §4 the families take turns, IPv6 first, each in the order given`() {
    let addresses = ["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2", "2001:db8::3"]
      .map { address($0) }
    let preferences = LocalPreferences(of: addresses, serverCount: 1)
    let sorted = addresses.sorted {
      preferences.preference(of: $0) > preferences.preference(of: $1)
    }
    #expect(
      sorted == [addresses[2], addresses[0], addresses[3], addresses[1], addresses[4]])
  }

  @Test func `no two addresses and servers share a preference`() {
    let addresses = (0..<64).map { IPAddress.v4(0x0A00_0000 + UInt32($0)) }
    let preferences = LocalPreferences(of: addresses, serverCount: 64)
    var seen: Set<UInt16> = []
    for address in addresses {
      for server in 0..<64 { seen.insert(preferences.preference(of: address, server: server)) }
    }
    #expect(seen.count == 64 * 64)
  }
}
