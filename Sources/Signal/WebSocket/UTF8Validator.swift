import SansIO

/// Checks text as it arrives, cut anywhere, and fails at the first byte that cannot go on as UTF-8
/// (RFC 3629; RFC 6455 section 8.1).
public struct UTF8Validator: Hashable, Sendable, BitwiseCopyable {
  /// Continuation bytes still to come.
  private var missing: UInt8 = 0
  // The bounds of the next continuation byte: narrower after E0, ED, F0 and F4, which keeps out
  // overlong forms, surrogates and what lies above U+10FFFF.
  private var lower: UInt8 = 0x80
  private var upper: UInt8 = 0xBF

  /// Has seen nothing.
  public init() {}

  /// Whether no character is cut off at the end of what was seen.
  public var isComplete: Bool { missing == 0 }

  /// Takes in the next bytes; answers `false` if they are not UTF-8.
  public mutating func accept(_ bytes: RawSpan) -> Bool {
    var offset = 0
    while offset < bytes.byteCount {
      // Eight ASCII bytes at a time.
      if missing == 0, offset + 8 <= bytes.byteCount,
        bytes.uint64(at: offset) & 0x8080_8080_8080_8080 == 0
      {
        offset += 8
        continue
      }
      guard accept(bytes.uint8(at: offset)) else { return false }
      offset += 1
    }
    return true
  }

  private mutating func accept(_ byte: UInt8) -> Bool {
    if missing > 0 {
      guard lower <= byte, byte <= upper else { return false }
      expect(missing - 1)
      return true
    }
    switch byte {
    case 0x00...0x7F: break
    case 0xC2...0xDF: expect(1)
    case 0xE0: expect(2, from: 0xA0)
    case 0xE1...0xEC, 0xEE...0xEF: expect(2)
    case 0xED: expect(2, to: 0x9F)
    case 0xF0: expect(3, from: 0x90)
    case 0xF1...0xF3: expect(3)
    case 0xF4: expect(3, to: 0x8F)
    default: return false
    }
    return true
  }

  private mutating func expect(_ count: UInt8, from lower: UInt8 = 0x80, to upper: UInt8 = 0xBF) {
    missing = count
    self.lower = lower
    self.upper = upper
  }
}
