import SansIO
import TestSupport
import Testing

/// The mixer: well spread, and different for each seed.
struct MixerTests {
  @Test func `neighbouring endpoints spread evenly over a table, low bits and high`() {
    forEachSeed(16) { seed in
      var random = Seeded(seed: seed)
      let mixer = Mixer(seed: random.next())
      for shift in [0, 56] as [UInt64] {
        var buckets = [Int](repeating: 0, count: 256)
        for port in 0..<16_384 as Range<UInt16> {
          let key = Endpoint(address: .v4(0x0A00_0001), port: port)
          buckets[Int(mixer.mix(key, 7) >> shift & 255)] += 1
        }
        // 64 expected in each; eight standard deviations are 64.
        #expect(buckets.allSatisfy { $0 < 128 })
        // Fewer than so many empty ones even for a weak mixer: 16384 keys leave none by chance.
        #expect(buckets.count { $0 == 0 } == 0)
      }
    }
  }

  @Test func `one bit of a key changes about half of the result`() {
    forEachSeed(16) { seed in
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
