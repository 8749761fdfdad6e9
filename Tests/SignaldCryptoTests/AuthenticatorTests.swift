import SignaldCrypto
import Testing

@Suite struct AuthenticatorTests {
  struct Vector: Sendable {
    var key: [UInt8]
    var message: [UInt8]
    var code: [UInt8]

    init(key: [UInt8], message: [UInt8], code: String) {
      self.key = key
      self.message = message
      self.code = hex(code)
    }
  }

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
  private static func repeated(_ byte: UInt8, _ count: Int) -> [UInt8] {
    Array(repeating: byte, count: count)
  }
  private static let question = bytes("what do ya want for nothing?")
  private static let counting = hex("0102030405060708090a0b0c0d0e0f10111213141516171819")
  private static let largeKey = bytes("Test Using Larger Than Block-Size Key - Hash Key First")
  private static let largeKeyAndData = bytes(
    "Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data")

  @Test(arguments: [
    Vector(
      key: repeated(0x0B, 16), message: bytes("Hi There"),
      code: "9294727a3638bb1c13f48ef8158bfc9d"),
    Vector(key: bytes("Jefe"), message: question, code: "750c783e6ab0b503eaa86e310a5db738"),
    Vector(
      key: repeated(0xAA, 16), message: repeated(0xDD, 50),
      code: "56be34521d144c88dbb8c733f0e8b3f6"),
    Vector(
      key: counting, message: repeated(0xCD, 50), code: "697eaf0aca3a3aea3a75164746ffaa79"),
    Vector(
      key: repeated(0x0C, 16), message: bytes("Test With Truncation"),
      code: "56461ef2342edc00f9bab995690efd4c"),
    Vector(key: repeated(0xAA, 80), message: largeKey, code: "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"),
    Vector(
      key: repeated(0xAA, 80), message: largeKeyAndData,
      code: "6f630fad67cda0ee1fb1f562db3aa53e"),
  ])
  func `RFC 2202 §2 HMAC-MD5`(vector: Vector) { check(vector, .md5) }

  @Test(arguments: [
    Vector(
      key: repeated(0x0B, 20), message: bytes("Hi There"),
      code: "b617318655057264e28bc0b6fb378c8ef146be00"),
    Vector(
      key: bytes("Jefe"), message: question, code: "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
    Vector(
      key: repeated(0xAA, 20), message: repeated(0xDD, 50),
      code: "125d7342b9ac11cd91a39af48aa17b4f63f175d3"),
    Vector(
      key: counting, message: repeated(0xCD, 50),
      code: "4c9007f4026250c6bc8414f9bf50c86c2d7235da"),
    Vector(
      key: repeated(0x0C, 20), message: bytes("Test With Truncation"),
      code: "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"),
    Vector(
      key: repeated(0xAA, 80), message: largeKey,
      code: "aa4ae5e15272d00e95705637ce8a3b55ed402112"),
    Vector(
      key: repeated(0xAA, 80), message: largeKeyAndData,
      code: "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"),
  ])
  func `RFC 2202 §3 HMAC-SHA-1`(vector: Vector) { check(vector, .sha1) }

  @Test(arguments: [
    Vector(
      key: repeated(0x0B, 20), message: bytes("Hi There"),
      code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    Vector(
      key: bytes("Jefe"), message: question,
      code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    Vector(
      key: repeated(0xAA, 20), message: repeated(0xDD, 50),
      code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    Vector(
      key: counting, message: repeated(0xCD, 50),
      code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
    Vector(
      key: repeated(0xAA, 131), message: largeKey,
      code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
    Vector(
      key: repeated(0xAA, 131),
      message: bytes(
        "This is a test using a larger than block-size key and a larger than block-size data. "
          + "The key needs to be hashed before being used by the HMAC algorithm."),
      code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
  ])
  func `RFC 4231 §4 HMAC-SHA-256`(vector: Vector) { check(vector, .sha256) }

  private func check(_ vector: Vector, _ function: HashFunction) {
    var authenticator = Authenticator()
    let code = authenticator.code(function, key: vector.key, over: vector.message)
    #expect(code.array == vector.code)
    for cut in 0...vector.message.count {
      vector.key.withSpan { authenticator.begin(function, key: $0) }
      Array(vector.message[..<cut]).withSpan { authenticator.update($0) }
      Array(vector.message[cut...]).withSpan { authenticator.update($0) }
      #expect(authenticator.finish().array == vector.code)
    }
  }

  @Test(arguments: HashFunction.allCases)
  func `an empty key is a key, and not the last one again`(function: HashFunction) {
    var authenticator = Authenticator()
    let fresh = authenticator.code(function, key: [], over: [1, 2, 3])
    let keyed = authenticator.code(function, key: [9], over: [1, 2, 3])
    #expect(keyed != fresh)
    #expect(authenticator.code(function, key: [], over: [1, 2, 3]) == fresh)
    // HMAC pads keys with zeros, so this one is the same by definition.
    #expect(authenticator.code(function, key: [0], over: [1, 2, 3]) == fresh)
  }

  @Test func `a message begun anew forgets the one not finished`() {
    var authenticator = Authenticator()
    let expected = authenticator.code(.sha1, key: [1], over: [2])
    [7 as UInt8].withSpan { authenticator.begin(.sha1, key: $0) }
    [8 as UInt8].withSpan { authenticator.update($0) }
    #expect(authenticator.code(.sha1, key: [1], over: [2]) == expected)
  }
}
