import SansIO
public import SignaldCrypto

/// The two integrity attributes: MESSAGE-INTEGRITY and MESSAGE-INTEGRITY-SHA256.
public enum Integrity: Hashable, Sendable {
  /// HMAC-SHA-1 (RFC 8489 section 14.5).
  case sha1
  /// HMAC-SHA-256 (RFC 8489 section 14.6).
  case sha256

  /// The attribute it is carried in.
  public var attribute: AttributeType {
    self == .sha1 ? .messageIntegrity : .messageIntegritySHA256
  }

  /// The hash function beneath.
  public var function: HashFunction { self == .sha1 ? .sha1 : .sha256 }

  /// Whether a received value may have this many bytes.
  func allows(count: Int) -> Bool {
    switch self {
    case .sha1: count == 20
    case .sha256: (16...32).contains(count) && count % 4 == 0
    }
  }

  /// The code over `bytes`, a message from its header up to where the attribute begins, with the
  /// header's length as if the message ended after the attribute.
  static func code(
    of bytes: RawSpan, attributeCount: Int, _ integrity: Integrity, key: RawSpan,
    using authenticator: inout Authenticator
  ) -> Digest {
    let length = UInt16(bytes.byteCount - Message.headerCount + 4 + attributeCount)
    authenticator.begin(integrity.function, key: key)
    authenticator.update(bytes.extracting(0..<2))
    withBigEndianBytes(of: length) { authenticator.update($0) }
    authenticator.update(bytes.extracting(4..<bytes.byteCount))
    return authenticator.finish()
  }
}
