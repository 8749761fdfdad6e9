import SansIO
import Testing
import TestSupport

struct NetworkCountsTests: ~Copyable {
  private let counts = NetworkCounts(mixer: Mixer(seed: 7))

  @Test func `a network is a /24 of IPv4 or a /56 of IPv6`() {
    let equal = [
      ("192.0.2.1", "192.0.2.254"), ("2001:db8:1:200::1", "2001:db8:1:2ff:ffff::"),
      ("192.0.2.1", "::ffff:192.0.2.9"),
    ]
    for (one, other) in equal {
      let (first, second) = (counts.place(of: address(one)), counts.place(of: address(other)))
      #expect(first == second)
    }
    let different = [
      ("192.0.2.1", "192.0.3.1"), ("2001:db8:1:200::1", "2001:db8:1:300::1"),
      ("192.0.2.1", "2001:db8::1"),
    ]
    for (one, other) in different {
      let (first, second) = (counts.place(of: address(one)), counts.place(of: address(other)))
      #expect(first != second)
    }
  }

  @Test func `counts of different places do not mix`() {
    var counts = NetworkCounts(mixer: Mixer(seed: 7))
    let (first, second) = (
      counts.place(of: address("192.0.2.1")), counts.place(of: address("192.0.3.1"))
    )
    counts[first] += 2
    counts[second] += 1
    counts[first] -= 1
    let found = [counts[first], counts[second]]
    #expect(found == [1, 1])
  }
}
