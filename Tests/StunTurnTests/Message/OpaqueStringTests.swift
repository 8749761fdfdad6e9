import SignaldCrypto
import StunTurn
import Testing

@Suite struct OpaqueStringTests {
  // The examples of RFC 8265 section 4.3.
  @Test func `RFC 8265 §4.3 passwords that are allowed keep all but their spaces`() {
    #expect(OpaqueString.prepare("correct horse battery staple") == "correct horse battery staple")
    #expect(OpaqueString.prepare("Correct Horse Battery Staple") == "Correct Horse Battery Staple")
    #expect(OpaqueString.prepare("πßå") == "πßå")
    #expect(OpaqueString.prepare("Jack of \u{2666}s") == "Jack of \u{2666}s")
    #expect(OpaqueString.prepare("foo\u{1680}bar") == "foo bar")
    #expect(OpaqueString.prepare("") == nil)
    #expect(OpaqueString.prepare("my cat is a \u{9}by") == nil)
  }

  @Test func `RFC 8265 §4.2.1 the text is composed and otherwise left as it is`() {
    func scalars(_ text: String) -> [UInt32]? {
      OpaqueString.prepare(text)?.unicodeScalars.map(\.value)
    }
    #expect(scalars("e\u{301}") == [0xE9])
    #expect(scalars("\u{212B}") == [0xC5])
    // In canonical order, and no composition that the standard leaves out.
    #expect(scalars("a\u{315}\u{300}") == [0xE0, 0x315])
    #expect(scalars("\u{0958}") == [0x0915, 0x093C])
    #expect(scalars("\u{AC00}") == [0xAC00])
    // Compatibility characters stay, and so does the width of full-width ones.
    #expect(scalars("\u{2168}\u{AA}\u{FF21}") == [0x2168, 0xAA, 0xFF21])
    #expect(scalars("\u{3000}a\u{A0}") == [0x20, 0x61, 0x20])
  }

  @Test(arguments: [
    "a\u{0}", "a\u{7F}", "a\u{85}", "\u{AD}", "a\u{200B}", "a\u{FEFF}", "a\u{2028}", "a\u{E000}",
    "a\u{FFFF}", "a\u{378}", "a\u{1100}", "a\u{640}", "a\u{202E}", "a\u{200D}", "\u{200C}",
    "a\u{E0001}",
  ])
  func `RFC 8264 §4.3 what the free form class leaves out is refused`(text: String) {
    #expect(OpaqueString.prepare(text) == nil)
  }

  @Test func `RFC 5892 §A.1 a joiner may stand behind a virama`() {
    #expect(OpaqueString.prepare("\u{915}\u{94D}\u{200D}") != nil)
    #expect(OpaqueString.prepare("\u{915}\u{94D}\u{200C}\u{937}") != nil)
  }

  @Test func `RFC 8489 B.1 the name of the example is prepared, and its hash is the one printed`() {
    let name = "\u{30DE}\u{30C8}\u{30EA}\u{30C3}\u{30AF}\u{30B9}"
    #expect(OpaqueString.prepare(name) == name)
    let hash = UserHash.of(user: name, realm: "example.org").description
    #expect(hash.hasPrefix("4a3cf38f") && hash.hasSuffix("407f1704"))
    // Its password only has the form it is used in after SASLprep; here it has a character that
    // is refused.
    #expect(OpaqueString.prepare("TheMatrIX") == "TheMatrIX")
    #expect(OpaqueString.prepare("The\u{AD}M\u{AA}tr\u{2168}") == nil)
  }
}
