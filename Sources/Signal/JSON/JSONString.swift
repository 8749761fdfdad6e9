import SansIO

/// Decodes what stands between the quotes of a string that was checked before.
enum JSONString {
  /// The text, `nil` if an escaped surrogate has no other half.
  static func decode(_ bytes: RawSpan) -> String? {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.byteCount)
    var offset = 0
    while offset < bytes.byteCount {
      let byte = bytes.uint8(at: offset)
      guard byte == ASCII.backslash, offset + 1 < bytes.byteCount else {
        text.append(byte)
        offset += 1
        continue
      }
      if bytes.uint8(at: offset + 1) == UInt8(ascii: "u") {
        guard let (scalar, count) = scalar(at: offset, of: bytes) else { return nil }
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        offset += count
      } else {
        text.append(unescaped(bytes.uint8(at: offset + 1)))
        offset += 2
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Whether the text is this one.
  static func equals(_ bytes: RawSpan, _ text: String) -> Bool {
    bytes.first(ASCII.backslash) == nil ? bytes.equals(text) : decode(bytes) == text
  }

  private static func unescaped(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): ASCII.lineFeed
    case UInt8(ascii: "r"): ASCII.carriageReturn
    case UInt8(ascii: "t"): ASCII.tab
    default: letter
    }
  }

  /// The scalar of one or two `\u` escapes and how many bytes they take.
  private static func scalar(at offset: Int, of bytes: RawSpan) -> (Unicode.Scalar, Int)? {
    guard let first = unit(at: offset, of: bytes) else { return nil }
    if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
    guard (0xD800...0xDBFF).contains(first), let second = unit(at: offset + 6, of: bytes),
      (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x1_0000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { return nil }
    return (scalar, 12)
  }

  private static func unit(at offset: Int, of bytes: RawSpan) -> UInt32? {
    guard offset + 6 <= bytes.byteCount, bytes.uint8(at: offset) == ASCII.backslash,
      bytes.uint8(at: offset + 1) == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt32 = 0
    for place in 2..<6 {
      guard let digit = ASCII.hexValue(bytes.uint8(at: offset + place)) else { return nil }
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }
}
