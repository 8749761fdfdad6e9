import SansIO
import TestSupport
import Testing

/// Base 64.
struct Base64Tests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func `RFC 4648 §10 test vectors`(plain: String, encoded: String) {
    #expect(Base64.encode(plain.utf8) == encoded)
    #expect(Base64.decode(encoded) == Array(plain.utf8))
  }

  @Test func `all 64 characters are used and read`() {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    #expect(Base64.decode(alphabet).map { Base64.encode($0) } == alphabet)
    #expect(Base64.encode([0xFB, 0xFF, 0xBF]) == "+/+/")
  }

  @Test(arguments: [
    "Z", "Zg", "Zg=", "Zm8", "Zg===", "=", "==", "====", "=Zg=", "Z===", "Zg==Zg==", "Zm9v====",
    "Zh==", "Zm9=", "Zm8=\n", " Zm8", "Zm-_", "Zm9v Zm9v", "Zm9é", "Z=g=", "Zg=a", "ＡAAA",
  ])
  func `RFC 4648 §3.5 what is not canonical is refused`(_ text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test func `RFC 4648 §5 the alphabet of URLs has no padding and needs no escapes`() {
    #expect(Base64.encodeForURL([0xFB, 0xFF, 0xBF, 0x66]) == "-_-_Zg")
    #expect((0...255).filter { Base64.isURLCharacter($0) }.count == 64)
    #expect("-_09azAZ".utf8.allSatisfy(Base64.isURLCharacter))
  }

  @Test func `every array of bytes survives, and every text that is read is what is written`() async
  {
    await forEachSeed(64) { seed in
      var random = Seeded(seed: seed)
      let bytes = random.bytes(random.below(100))
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
      let letters = Array("ABCZabcz019+/==")
      for _ in 0..<100 {
        let text = String((0..<random.below(13)).map { _ in letters[random.below(letters.count)] })
        if let decoded = Base64.decode(text) { #expect(Base64.encode(decoded) == text) }
      }
    }
  }
}
