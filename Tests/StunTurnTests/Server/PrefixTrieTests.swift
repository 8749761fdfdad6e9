import SansIO
import TestSupport
import Testing

@testable import StunTurn

@Suite struct PrefixTrieTests {
  func trie(_ texts: String...) -> PrefixTrie {
    var trie = PrefixTrie()
    for (place, text) in texts.enumerated() { trie.insert(UInt32(place), for: prefix(text)) }
    return trie
  }

  @Test func `an empty trie matches nothing`() {
    for text in ["0.0.0.0", "255.255.255.255", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"] {
      #expect(PrefixTrie().longestMatch(address(text)) == nil)
    }
  }

  @Test func `the longest of nested blocks matches, whatever the order they came in`() {
    let texts = ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.3/32", "0.0.0.0/0"]
    for turn in texts.indices {
      var trie = PrefixTrie()
      for offset in texts.indices {
        let place = (turn + offset) % texts.count
        trie.insert(UInt32(place), for: prefix(texts[place]))
      }
      #expect(trie.longestMatch(address("10.1.2.3")) == 3)
      #expect(trie.longestMatch(address("10.1.2.4")) == 2)
      #expect(trie.longestMatch(address("10.1.3.0")) == 1)
      #expect(trie.longestMatch(address("10.2.0.0")) == 0)
      #expect(trie.longestMatch(address("11.0.0.0")) == 4)
      #expect(trie.longestMatch(address("::10.1.2.3")) == nil)
    }
  }

  @Test func `the last value of a block stands`() {
    let trie = trie("192.0.2.0/24", "192.0.2.0/24")
    #expect(trie.longestMatch(address("192.0.2.1")) == 1)
  }

  @Test func `IPv4 lies in no IPv6 block and IPv6 in no IPv4 block`() {
    let trie = trie("::/0", "0.0.0.0/0")
    #expect(trie.longestMatch(address("192.0.2.1")) == 1)
    #expect(trie.longestMatch(address("::ffff:192.0.2.1")) == 1)
    #expect(trie.longestMatch(address("::fffe:192.0.2.1")) == 0)
    #expect(trie.longestMatch(address("::")) == 0)
  }

  @Test func `single addresses match themselves and no neighbour`() {
    let trie = trie("2001:db8::8000:0:0:1/128", "192.0.2.1/32")
    #expect(trie.longestMatch(address("2001:db8::8000:0:0:1")) == 0)
    #expect(trie.longestMatch(address("2001:db8::8000:0:0:0")) == nil)
    #expect(trie.longestMatch(address("2001:db8::8000:0:0:2")) == nil)
    #expect(trie.longestMatch(address("192.0.2.1")) == 1)
    #expect(trie.longestMatch(address("192.0.2.0")) == nil)
  }

  @Test func `any blocks match as a search through all of them would`() async {
    await forEachSeed(64) { seed in
      var random = Seeded(seed: seed)
      let blocks = (0..<random.pick(1...60)).map { _ in randomPrefix(&random) }
      var trie = PrefixTrie()
      for (place, block) in blocks.enumerated() { trie.insert(UInt32(place), for: block) }
      for _ in 0..<200 {
        // Half of the addresses are near a block, else most would match nothing.
        let block = blocks[random.below(blocks.count)]
        let probe =
          random.chance(0.5) ? randomAddress(&random) : near(block.address, &random)
        var best: Int?
        for (place, block) in blocks.enumerated()
        where block.contains(probe) && block.length >= (best.map { blocks[$0].length } ?? 0) {
          best = place
        }
        #expect(trie.longestMatch(probe) == best.map { UInt32($0) }, "\(probe)")
      }
    }
  }

  func randomAddress(_ random: inout Seeded) -> IPAddress {
    random.chance(0.5)
      ? .v4(UInt32(truncatingIfNeeded: random.next()))
      : .v6(high: random.next(), low: random.next())
  }

  func near(_ address: IPAddress, _ random: inout Seeded) -> IPAddress {
    let noise = random.next() >> UInt64(random.pick(0...63))
    if let bits = address.v4 { return .v4(bits ^ UInt32(truncatingIfNeeded: noise)) }
    return random.chance(0.5)
      ? .v6(high: address.high ^ noise, low: address.low)
      : .v6(high: address.high, low: address.low ^ noise)
  }

  func randomPrefix(_ random: inout Seeded) -> IPPrefix {
    let address = randomAddress(&random)
    guard let bits = address.v4 else {
      let length = random.pick(0...128)
      let high = length >= 64 ? UInt64.max : ~(UInt64.max >> UInt64(length))
      let low = length <= 64 ? 0 : length == 128 ? .max : ~(UInt64.max >> UInt64(length - 64))
      // The zero block of IPv4-mapped addresses cannot come up: its first 80 bits would be zero.
      return IPPrefix(
        .v6(high: address.high & high, low: address.low & low), length: length)!
    }
    let length = random.pick(0...32)
    let mask = length == 0 ? 0 : UInt32.max << UInt32(32 - length)
    return IPPrefix(.v4(bits & mask), length: length)!
  }
}
