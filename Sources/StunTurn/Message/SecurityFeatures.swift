import SansIO

/// What a NONCE says its server can do beyond RFC 5389: the STUN Security Features of the nonce
/// cookie (RFC 8489 sections 9.2 and 18.1).
///
/// A NONCE that begins with `obMatJos2` goes on with 24 bits in four characters of base 64. The RFC
/// counts them from the left but its own example only makes sense from the right, and
/// implementations differ: both are written, either is read, and bits without a meaning are not
/// looked at.
public struct SecurityFeatures: OptionSet, Hashable, Sendable, BitwiseCopyable {
  /// What a NONCE with features begins with.
  public static let cookie: StaticString = "obMatJos2"
  /// How many characters the cookie and the features are together.
  public static let prefixCount = 13

  /// PASSWORD-ALGORITHMS comes with the NONCE: bit 0.
  public static let passwordAlgorithms = SecurityFeatures(rawValue: 1)
  /// USERHASH takes the place of USERNAME: bit 1.
  public static let usernameAnonymity = SecurityFeatures(rawValue: 2)

  /// One bit each, bit 0 the least significant.
  public let rawValue: UInt8

  /// Makes a set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Reads the 24 bits of a cookie.
  public init(bits: UInt32) {
    var found: SecurityFeatures = []
    if bits & 0x800001 != 0 { found.insert(.passwordAlgorithms) }
    if bits & 0x400002 != 0 { found.insert(.usernameAnonymity) }
    self = found
  }

  /// The 24 bits of a cookie.
  public var bits: UInt32 {
    (contains(.passwordAlgorithms) ? 0x800001 : 0) | (contains(.usernameAnonymity) ? 0x400002 : 0)
  }

  /// The 24 bits of a received NONCE; `nil` if it does not begin with the cookie and them.
  public static func bits(of nonce: RawSpan) -> UInt32? {
    guard nonce.byteCount >= prefixCount else { return nil }
    var offset = 0
    for byte in cookie.description.utf8 {
      guard nonce.uint8(at: offset) == byte else { return nil }
      offset += 1
    }
    let text = nonce.extracting(offset..<prefixCount).copied()
    // One triple of bytes: `decode` takes exactly what `encode` writes.
    guard let bytes = Base64.decode(String(decoding: text, as: UTF8.self)), bytes.count == 3
    else { return nil }
    return bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The features of a received NONCE; `nil` if its server speaks RFC 5389 only.
  public init?(nonce: RawSpan) {
    guard let bits = SecurityFeatures.bits(of: nonce) else { return nil }
    self.init(bits: bits)
  }

  /// Four characters of base 64 for the 24 bits of a cookie, the first one in the most significant
  /// byte.
  static func characters(of bits: UInt32) -> UInt32 {
    let bytes = [16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> UInt32($0)) }
    return Base64.encode(bytes).utf8.reduce(0) { $0 << 8 | UInt32($1) }
  }
}

extension Message {
  /// What NONCE says its server can do; nothing if there is none, or one of RFC 5389.
  var nonceFeatures: SecurityFeatures {
    guard let nonce = first(.nonce) else { return [] }
    return SecurityFeatures(nonce: nonce) ?? []
  }
}
