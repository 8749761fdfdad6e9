import SansIO
import TestSupport
import Testing

/// The text forms against random values and random texts.
struct IPAddressTextTests {
  @Test func `every address is read back from its own text`() async {
    await forEachSeed(64) { seed in
      var random = Seeded(seed: seed)
      for _ in 0..<50 {
        // Many zero groups, so that gaps of all lengths and places occur.
        var words: [UInt64] = [0, 0]
        for group in 0..<8 where random.chance(0.5) {
          words[group / 4] |= UInt64(random.below(0x10000)) << UInt64(group % 4 * 16)
        }
        let address =
          random.chance(0.2)
          ? .v4(UInt32(truncatingIfNeeded: words[0])) : IPAddress.v6(high: words[0], low: words[1])
        #expect(IPAddress(address.description) == address)
        let place = Endpoint(address: address, port: UInt16(random.below(0x10000)))
        #expect(Endpoint(place.description) == place)
        #expect(!address.description.contains(":::"))
      }
    }
  }

  @Test func `no text makes the parser trap, and what it takes is canonical after one round`() async
  {
    await forEachSeed(64) { seed in
      var random = Seeded(seed: seed)
      let letters = Array("0123456789abcdefABCDEFg:::::....%[]/ +-")
      for _ in 0..<200 {
        let text = String((0..<random.below(24)).map { _ in letters[random.below(letters.count)] })
        if let address = IPAddress(text) { #expect(IPAddress(address.description) == address) }
        if let place = Endpoint(text) { #expect(Endpoint(place.description) == place) }
        if let block = IPPrefix(text) { #expect(IPPrefix(block.description) == block) }
      }
    }
  }
}
