import SansIO
import Signal
import TestSupport
import Testing

@Suite struct UTF8ValidatorTests {
  /// How many bytes are taken one by one before the first that is refused, and whether the text may
  /// end there.
  func accepted(_ bytes: [UInt8]) -> (count: Int, isComplete: Bool) {
    var validator = UTF8Validator()
    for (offset, byte) in bytes.enumerated() where !validator.accept([byte].raw) {
      return (offset, false)
    }
    return (bytes.count, validator.isComplete)
  }

  static let valid = [
    "", "Hello-µ@ßöäüàá-UTF-8!!", "κόσμε", "\u{0}", "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}",
    "\u{FFFF}", "\u{10000}", "\u{10FFFF}", "\u{D7FF}", "\u{E000}", "\u{FFFD}", "\u{FFFE}",
    "\u{1FFFE}", "\u{10FFFE}", "ascii ascii ascii ascii ä ascii ascii ascii",
  ]

  @Test(arguments: valid)
  func `RFC 3629 §3 valid text is taken`(_ text: String) {
    let result = accepted(text.bytes)
    #expect(result.count == text.utf8.count && result.isComplete)
    var whole = UTF8Validator()
    let isValid = whole.accept(text.bytes.raw)
    #expect(isValid && whole.isComplete)
  }

  /// Bytes and how many of them are taken: the sets of Autobahn 6.4 to 6.21.
  static let invalid: [(String, Int)] = [
    // Impossible bytes.
    ("fe", 0), ("ff", 0), ("fefeffff", 0), ("c0", 0), ("c1", 0), ("f5", 0), ("80", 0), ("bf", 0),
    // Continuation bytes alone.
    ("80bf", 0), ("80bf80bf80bf", 0), ("4180", 1),
    // Lead bytes without continuations.
    ("c220", 1), ("df20", 1), ("e020", 1), ("ef20", 1), ("f020", 1), ("f420", 1),
    ("f888808080", 0), ("fc8480808080", 0), ("fd20", 0),
    // Overlong.
    ("c0af", 0), ("c1bf", 0), ("e080af", 1), ("e09fbf", 1), ("f08080af", 1), ("f08fbfbf", 1),
    ("f8808080af", 0), ("fc80808080af", 0), ("c080", 0), ("e08080", 1), ("f0808080", 1),
    // Surrogates.
    ("eda080", 1), ("edadbf", 1), ("edae80", 1), ("edafbf", 1), ("edb080", 1), ("edbfbf", 1),
    ("eda080edb080", 1),
    // Above U+10FFFF.
    ("f4908080", 1), ("f5808080", 0), ("f7bfbfbf", 0),
    // Autobahn 6.4.1: the text fails at its twelfth byte.
    ("cebae1bdb9cf83cebcceb5f490808065646974656420", 12),
  ]

  @Test(arguments: invalid.indices)
  func `RFC 3629 §3 invalid text fails at its first bad byte`(_ index: Int) {
    let (text, count) = Self.invalid[index]
    let bytes = hex(text)
    #expect(accepted(bytes).count == count, "\(text)")
    for padding in 0..<9 {
      var validator = UTF8Validator()
      let isValid = validator.accept((Array(repeating: 0x61, count: padding) + bytes).raw)
      #expect(!isValid, "\(text) after \(padding)")
    }
  }

  @Test(arguments: ["ce", "e1bd", "f09d84", "f48fbf", "ed9f", "c3a4e2"])
  func `RFC 3629 §3 text that ends in a character may not end there`(_ text: String) {
    let result = accepted(hex(text))
    #expect(result.count == hex(text).count && !result.isComplete)
  }

  @Test func `any bytes in any pieces are judged as the standard library does`() async {
    await forEachSeed(256) { seed in
      var generator = Seeded(seed: seed)
      // Bytes of which text is made, so that some of it is valid.
      let pool: [UInt8] = [0x41, 0xC3, 0xA4, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80, 0xED, 0xBF]
      let bytes = (0..<generator.pick(0...6)).map { _ in pool[generator.below(pool.count)] }
      var validator = UTF8Validator()
      var isValid = true
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = rest.prefix(generator.pick(1...3))
        rest = rest.dropFirst(piece.count)
        if !validator.accept(Array(piece).raw) { isValid = false }
      }
      let isText = isValid && validator.isComplete
      #expect(isText == (String(validating: bytes, as: UTF8.self) != nil))
    }
  }
}
