import SansIO
import TestSupport
import Testing

/// Blocks of addresses.
struct IPPrefixTests {
  @Test(arguments: [
    ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
    ("10.0.0.0/8", "9.255.255.255", false), ("0.0.0.0/0", "255.255.255.255", true),
    ("0.0.0.0/0", "::1", false), ("::/0", "192.0.2.1", false), ("::/0", "ffff::", true),
    ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
    ("192.0.2.1/32", "::ffff:192.0.2.1", true), ("::ffff:10.0.0.0/8", "10.1.1.1", true),
    ("2001:db8::/32", "2001:db8:ffff::", true), ("2001:db8::/32", "2001:db9::", false),
    ("fe80::/10", "febf::1", true), ("fe80::/10", "fec0::1", false),
    ("2001:db8::/64", "2001:db8::ffff:ffff:ffff:ffff", true),
    ("2001:db8::/64", "2001:db8:0:1::", false), ("2001:db8::/65", "2001:db8::8000:0:0:0", false),
    ("2001:db8::1/128", "2001:db8::1", true), ("2001:db8::1/128", "2001:db8::", false),
    ("::/96", "127.0.0.1", false), ("100.64.0.0/10", "100.127.255.255", true),
    ("100.64.0.0/10", "100.128.0.0", false),
  ])
  func `a block holds its addresses and no other`(block: String, address: String, holds: Bool)
    throws
  {
    let block = try #require(IPPrefix(block))
    #expect(block.contains(try #require(IPAddress(address))) == holds)
  }

  @Test(arguments: [
    "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/-1", "10.0.0.0/+8", "/8",
    "::/129", "::1/127", "2001:db8::1/64", "10.0.0.0/8/8", "10.0.0.0/ 8", "10/8",
    "10.0.0.0/0008", "10.0.0.0/255.0.0.0", "0.0.0.1/0",
  ])
  func `what is no block is refused`(_ text: String) {
    #expect(IPPrefix(text) == nil)
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.0.0.0/8", 8), ("192.0.2.1", "192.0.2.1/32", 32), ("::1", "::1/128", 128),
    ("0.0.0.0/0", "0.0.0.0/0", 0), ("::/0", "::/0", 0), ("2001:DB8::/32", "2001:db8::/32", 32),
    ("10.0.0.0/08", "10.0.0.0/8", 8),
  ])
  func `a block is written with its length`(text: String, form: String, length: Int) {
    #expect(IPPrefix(text)?.description == form)
    #expect(IPPrefix(text)?.length == length)
  }

  @Test func `a block agrees with a comparison bit by bit`() async {
    await forEachSeed(32) { seed in
      var random = Seeded(seed: seed)
      for _ in 0..<50 {
        let isV4 = random.chance(0.5)
        let bits = isV4 ? 32 : 128
        let length = random.pick(0...bits)
        // The address and a candidate that differs first in a random bit.
        let digits = (0..<bits).map { $0 < length ? random.below(2) : 0 }
        let change = random.below(bits)
        var other = digits.enumerated().map { $0 < change ? $1 : random.below(2) }
        other[change] = 1 - digits[change]
        // An IPv6 pattern that happens to be mapped would be IPv4.
        guard let block = IPPrefix(pattern(digits), length: length),
          pattern(other).family == block.address.family
        else { continue }
        #expect(block.contains(block.address))
        #expect(block.contains(pattern(other)) == (change >= length))
      }
    }
  }

  private func pattern(_ digits: [Int]) -> IPAddress {
    let number = { (part: ArraySlice<Int>) in part.reduce(0 as UInt64) { $0 << 1 | UInt64($1) } }
    if digits.count == 32 { return .v4(UInt32(number(digits[...]))) }
    return .v6(high: number(digits[..<64]), low: number(digits[64...]))
  }
}
