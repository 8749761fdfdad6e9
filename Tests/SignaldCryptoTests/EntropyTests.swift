import Testing

@testable import SignaldCrypto

@Suite struct EntropyTests {
  @Test func `NIST SP 800-38A F.5.5 the keystream of AES-256 in counter mode`() {
    var keystream = Keystream(
      key: hex("603deb1015ca71be2b73aef0857d7781 1f352c073b6108d72d9810a30914dff4"),
      counter: hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"))
    let plaintext = hex(
      """
      6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51
      30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710
      """)
    let ciphertext = hex(
      """
      601ec313775789a5b7a7f504bbf3d228 f443e3ca4d62b59aca84e990cacaf5c5
      2b0930daa23de94ce87017ba2d84988d dfc9c58db67aada613c2dd08457941a6
      """)
    var stream = [UInt8](repeating: 0, count: plaintext.count)
    // The buffer is the array's own.
    unsafe stream.withUnsafeMutableBytes { unsafe keystream.fill($0) }
    #expect(zip(stream, plaintext).map { $0 ^ $1 } == ciphertext)
  }

  @Test func `the stream of a key begins at counter zero`() {
    // AES-256 of the zero block under the zero key: NIST AESAVS, and GCM's test case 13 (its H).
    var entropy = Entropy(key: Array(repeating: 0, count: 32))
    #expect(entropy.bytes(16) == hex("dc95c078a2408989ad48a21492842087"))
  }

  @Test func `the same seed says the same, another something else`() {
    for seed in 0..<16 as Range<UInt64> {
      var first = Entropy(seed: seed)
      var second = Entropy(seed: seed)
      var other = Entropy(seed: seed + 1)
      let bytes = first.bytes(3000)
      #expect(second.bytes(3000) == bytes)
      #expect(other.bytes(3000) != bytes)
    }
  }

  @Test func `the system's generators differ`() {
    var first = Entropy.system()
    var second = Entropy.system()
    #expect(first.bytes(32) != second.bytes(32))
  }

  @Test func `pieces of any size are pieces of one stream`() {
    var whole = Entropy(seed: 7)
    let expected = whole.bytes(5000)
    for size in [1, 3, 16, 1000, 1024, 1025] {
      var pieces = Entropy(seed: 7)
      var stream: [UInt8] = []
      while stream.count < expected.count { stream += pieces.bytes(size) }
      #expect(Array(stream.prefix(expected.count)) == expected)
    }
  }

  @Test func `filling an output takes bytes from the same stream`() {
    var whole = Entropy(seed: 3)
    var entropy = Entropy(seed: 3)
    let digest = Digest { output in
      entropy.fill(&output, count: 20)
      entropy.fill(&output, count: 12)
    }
    #expect(digest.array == whole.bytes(32))
  }

  @Test func `a child is independent of its parent and of its siblings`() {
    var parent = Entropy(seed: 1)
    var first = parent.split()
    var second = parent.split()
    let streams = [first.bytes(64), second.bytes(64), parent.bytes(64)]
    #expect(Set(streams).count == 3)
    var again = Entropy(seed: 1)
    var firstAgain = again.split()
    #expect(firstAgain.bytes(64) == streams[0])
  }

  @Test(arguments: [1, 2, 3, 5, 7, 10, 100, 1 << 33, .max] as [UInt64])
  func `a number stays below its bound`(bound: UInt64) {
    for seed in 0..<64 as Range<UInt64> {
      var entropy = Entropy(seed: seed)
      for _ in 0..<50 { #expect(entropy.number(below: bound) < bound) }
    }
  }

  @Test func `small numbers come up equally often`() {
    var entropy = Entropy(seed: 11)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[Int(entropy.number(below: 6))] += 1 }
    // Ten thousand each; the standard deviation is 91, and the seed is fixed.
    for count in counts { #expect((9_500...10_500).contains(count)) }
  }

  @Test func `a bound just over half of all numbers is not biased`() {
    // Without rejection, one half of the range would come up twice as often as the other.
    let bound = (UInt64.max / 4) * 3
    var entropy = Entropy(seed: 12)
    let low = (0..<30_000).filter { _ in entropy.number(below: bound) < bound / 2 }.count
    #expect((14_500...15_500).contains(low))
  }

  @Test func `64-bit numbers use all their bits`() {
    var entropy = Entropy(seed: 5)
    var ones: UInt64 = 0
    var zeros: UInt64 = 0
    for _ in 0..<200 {
      let number = entropy.uint64()
      ones |= number
      zeros |= ~number
    }
    #expect(ones == .max && zeros == .max)
  }
}
