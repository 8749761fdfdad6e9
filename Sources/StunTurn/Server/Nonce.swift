import SansIO
import SignaldCrypto

/// The text of a NONCE, held inline: the nonce cookie of RFC 8489 section 9.2 with 24 feature bits,
/// and 16 characters of base 64 for URLs (RFC 4648 section 5).
///
/// Of these 32 bits say when it was issued, 64 prove that we did, for whom, and with which
/// features; more would only make challenges longer.
public struct Nonce: Hashable, Sendable, BitwiseCopyable {
  /// How many characters it has.
  public static let count = SecurityFeatures.prefixCount + 16

  /// The 24 bits of the cookie.
  let featureBits: UInt32
  // Eight characters each, the first one in the most significant byte.
  private let first: UInt64
  private let second: UInt64

  /// Writes down features, a stamp and the first 64 bits of a tag. Traps for a shorter tag.
  init(featureBits: UInt32, stamp: UInt32, tag: Digest) {
    func bits(_ places: Range<Int>) -> UInt64 {
      places.reduce(0) { $0 << 8 | UInt64(tag[$1]) }
    }
    self.featureBits = featureBits
    first = Nonce.text(of: UInt64(stamp) << 16 | bits(0..<2))
    second = Nonce.text(of: bits(2..<8))
  }

  /// Takes in what a client sent, `nil` unless it has our form.
  init?(received text: RawSpan) {
    guard text.byteCount == Nonce.count, let bits = SecurityFeatures.bits(of: text) else {
      return nil
    }
    featureBits = bits
    first = text.uint64(at: SecurityFeatures.prefixCount)
    second = text.uint64(at: SecurityFeatures.prefixCount + 8)
  }

  /// The stamp in the first 32 bits, `nil` if they are not base 64.
  var stamp: UInt32? {
    var bits: UInt64 = 0
    for place in 0..<6 {
      let character = UInt8(truncatingIfNeeded: first >> UInt64(56 - 8 * place))
      guard let sextet = Nonce.sextet(of: character) else { return nil }
      bits = bits << 6 | sextet
    }
    return UInt32(bits >> 4)
  }

  /// Whether the other is the same text, in a time that does not tell where they differ.
  func matches(_ other: Nonce) -> Bool {
    (first ^ other.first) | (second ^ other.second)
      | UInt64(featureBits ^ other.featureBits) == 0
  }

  /// The characters.
  public var text: String {
    let features = SecurityFeatures.characters(of: featureBits)
    let prefix = (0..<4).map { UInt8(truncatingIfNeeded: features >> UInt32(24 - 8 * $0)) }
    let characters = [first, second].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) }
    }
    return SecurityFeatures.cookie.description
      + String(decoding: prefix + characters, as: UTF8.self)
  }

  /// Appends the attribute NONCE, 36 bytes (RFC 8489 section 14.10). Traps when there is no room.
  @_lifetime(output: copy output)
  public func append(to output: inout OutputRawSpan) {
    output.append(uint16: AttributeType.nonce.rawValue)
    output.append(uint16: UInt16(Nonce.count))
    for byte in SecurityFeatures.cookie.description.utf8 { output.append(byte) }
    output.append(uint32: SecurityFeatures.characters(of: featureBits))
    output.append(uint64: first)
    output.append(uint64: second)
    output.append(zeros: -Nonce.count & 3)
  }

  // MARK: Base 64

  /// Eight characters for the low 48 bits.
  private static func text(of bits: UInt64) -> UInt64 {
    var text: UInt64 = 0
    for place in 0..<8 {
      let sextet = UInt8(truncatingIfNeeded: bits >> UInt64(42 - 6 * place) & 63)
      text = text << 8 | UInt64(character(of: sextet))
    }
    return text
  }

  private static func character(of sextet: UInt8) -> UInt8 {
    switch sextet {
    case 0..<26: UInt8(ascii: "A") + sextet
    case 26..<52: UInt8(ascii: "a") + sextet - 26
    case 52..<62: UInt8(ascii: "0") + sextet - 52
    case 62: UInt8(ascii: "-")
    default: UInt8(ascii: "_")
    }
  }

  private static func sextet(of character: UInt8) -> UInt64? {
    switch character {
    case 0x41...0x5A: UInt64(character - 0x41)
    case 0x61...0x7A: UInt64(character - 0x61 + 26)
    case 0x30...0x39: UInt64(character - 0x30 + 52)
    case UInt8(ascii: "-"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
