import SignaldCrypto
import Testing

@Suite struct DigestTests {
  @Test(arguments: [
    ("", "d41d8cd98f00b204e9800998ecf8427e"),
    ("a", "0cc175b9c0f1b6a831c399e269772661"),
    ("abc", "900150983cd24fb0d6963f7d28e17f72"),
    ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
    ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
    (
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
      "d174ab98d277d9f5a5611c2c9f419d9f"
    ),
    (
      String(repeating: "1234567890", count: 8),
      "57edf4a22be3c955ac49da2e2107b67a"
    ),
  ])
  func `RFC 1321 §A.5 the MD5 test suite`(text: String, digest: String) {
    #expect(Digest.of(.md5, text).array == hex(digest))
  }

  @Test(arguments: [
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
    ),
    (String(repeating: "a", count: 1_000_000), "34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
    (
      String(
        repeating: "0123456701234567012345670123456701234567012345670123456701234567", count: 10),
      "dea356a2cddd90c7a7ecedc5ebb563934f460452"
    ),
  ])
  func `RFC 3174 §7.3 the SHA-1 test driver`(text: String, digest: String) {
    #expect(Digest.of(.sha1, text).array == hex(digest))
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func `FIPS 180-4 SHA-256 of the published examples`(text: String, digest: String) {
    #expect(Digest.of(.sha256, text).array == hex(digest))
  }

  @Test(arguments: HashFunction.allCases)
  func `a digest has the length of its function`(function: HashFunction) {
    let digest = Digest.of(function, "x")
    #expect(digest.count == function.digestLength)
    #expect(digest.array.count == digest.count)
  }

  @Test func `the bytes are the same through every door`() {
    let digest = Digest.of(.sha1, "abc")
    let lent = digest.withBytes { bytes in (0..<bytes.byteCount).map { bytes.byte($0) } }
    #expect(lent == digest.array)
    #expect((0..<digest.count).map { digest[$0] } == digest.array)
    #expect(digest.description == "a9993e364706816aba3e25717850c26c9cd0d89d")
    #expect(digest.withBytes { Digest(bytes: $0) } == digest)
    #expect(Digest.of(.sha1, Array("abc".utf8)) == digest)
  }

  @Test func `up to 32 bytes can be held, and no more`() {
    for count in 0...40 {
      let bytes = (0..<count).map { UInt8($0) }
      let digest = bytes.withSpan { Digest(bytes: $0) }
      #expect(digest?.array == (count <= 32 ? bytes : nil))
    }
  }

  @Test func `a prefix is equal to the same bytes made elsewhere`() {
    let digest = Digest.of(.sha256, "abc")
    for count in 0...32 {
      let expected = Array(digest.array.prefix(count)).withSpan { Digest(bytes: $0) }
      #expect(digest.prefix(count) == expected)
      #expect(digest.prefix(count).hashValue == expected?.hashValue)
    }
  }

  @Test func `only the same bytes match`() {
    let digest = Digest.of(.md5, "abc")
    #expect(digest.array.withSpan { digest.matches($0) })
    for index in 0..<digest.count {
      var other = digest.array
      other[index] ^= 1
      #expect(!other.withSpan { digest.matches($0) })
    }
    #expect(!(digest.array + [0]).withSpan { digest.matches($0) })
    #expect(![].withSpan { digest.matches($0) })
  }
}
