import SansIO
import TestSupport
import Testing

/// The mixer: well spread, and different for each seed.
struct MixerTests {
  @Test func `neighbouring endpoints spread evenly over a table, low bits and high`() async {
    await forEachSeed(64) { seed in
      var random = Seeded(seed: seed)
      let mixer = Mixer(seed: random.next())
      for shift in [0, 56] as [UInt64] {
        var buckets = [Int](repeating: 0, count: 256)
        for port in 0..<16_384 as Range<UInt16> {
          let key = Endpoint(address: .v4(0x0A00_0001), port: port)
          buckets[Int(mixer.mix(key, 7) >> shift & 255)] += 1
        }
        // 64 expected in each, with a standard deviation of 8.
        #expect(buckets.allSatisfy { (16...112).contains($0) })
      }
    }
  }

  @Test func `one bit of a key changes about half of the result`() async {
    await forEachSeed(16) { seed in
      var random = Seeded(seed: seed)
      let mixer = Mixer(seed: random.next())
      var changed = 0
      for _ in 0..<200 {
        let (first, second) = (random.next(), random.next())
        let bit = UInt64(1) << UInt64(random.below(64))
        let before = mixer.mix(first, second)
        let after =
          random.chance(0.5) ? mixer.mix(first ^ bit, second) : mixer.mix(first, second ^ bit)
        changed += (before ^ after).nonzeroBitCount
      }
      #expect((5000...7800).contains(changed))
    }
  }

  @Test func `another seed, port or extra word gives another number`() {
    let place = endpoint("192.0.2.1:1000")
    let mixer = Mixer(seed: 2)
    #expect(mixer.mix(place, 0) == Mixer(seed: 2).mix(place, 0))
    #expect(mixer.mix(place, 0) != Mixer(seed: 4).mix(place, 0))
    #expect(mixer.mix(place, 0) != mixer.mix(endpoint("192.0.2.1:1001"), 0))
    #expect(mixer.mix(place, 0) != mixer.mix(endpoint("192.0.2.2:1000"), 0))
    #expect(mixer.mix(place, 0) != mixer.mix(place, 1))
    #expect(mixer.mix(place, 0) != mixer.mix(place, 1 << 48))
    #expect(mixer.mix(place, 0) != mixer.mix(place, 1 << 63))
  }

  /// A multiplicand of zero wipes out the other one: no fixed constant may make it so.
  @Test(arguments: [0, .max, 1, 0x9E37_79B9_7F4A_7C15, 0x61C8_8646_80B5_83EB] as [UInt64])
  func `no interface identifier makes all prefixes collide`(_ low: UInt64) {
    let mixer = Mixer(seed: 7)
    let prefixes = (0..<1000 as Range<UInt64>).map { 0x2001_0DB8_0000_0000 | $0 }
    let mixed = Set(
      prefixes.map { mixer.mix(Endpoint(address: .v6(high: $0, low: low), port: 1), 0) })
    #expect(mixed.count == 1000)
    let turned = Set(
      prefixes.map { mixer.mix(Endpoint(address: .v6(high: low, low: $0), port: 1), 0) })
    #expect(turned.count == 1000)
  }

  @Test func `no two of many keys collide in 64 bits`() {
    let mixer = Mixer(seed: 99)
    var seen: Set<UInt64> = []
    for host in 0..<64 as Range<UInt32> {
      for port in 0..<64 as Range<UInt16> {
        for extra in 0..<4 as Range<UInt64> {
          seen.insert(mixer.mix(Endpoint(address: .v4(host << 8), port: port), extra))
        }
      }
    }
    #expect(seen.count == 64 * 64 * 4)
  }
}
