import SansIO
public import SignaldCrypto

/// A parsed STUN message over borrowed bytes (RFC 8489 section 5).
///
/// Only attributes before MESSAGE-INTEGRITY, MESSAGE-INTEGRITY-SHA256 and FINGERPRINT can be seen
/// here: what follows integrity is not protected by it and must be ignored (sections 14.5, 14.6).
public struct Message: ~Escapable {
  /// 0x2112A442.
  public static let magicCookie: UInt32 = 0x2112_A442
  /// Bytes of the header.
  public static let headerCount = 20
  /// XORed with the CRC-32 (RFC 8489 section 14.7).
  public static let fingerprintMask: UInt32 = 0x5354_554E

  /// The whole message.
  public let bytes: RawSpan
  /// Method and class.
  public let type: MessageType
  /// What ties an answer to a request.
  public let id: TransactionID
  /// Where the protected attributes end.
  private let attributesEnd: Int
  /// Where MESSAGE-INTEGRITY begins; 0 if absent.
  private let integrityOffset: Int
  /// Where MESSAGE-INTEGRITY-SHA256 begins; 0 if absent.
  private let integritySHA256Offset: Int
  /// Whether a correct FINGERPRINT was there.
  public let hasFingerprint: Bool

  /// Parses a message that fills `bytes` exactly, checking its frame, its attributes' lengths and,
  /// if there is one, its FINGERPRINT.
  @_lifetime(copy bytes)
  public init(parsing bytes: RawSpan) throws(MessageError) {
    guard bytes.byteCount >= Message.headerCount else { throw .truncated }
    let length = Int(bytes.uint16(at: 2))
    guard let type = MessageType(encoded: bytes.uint16(at: 0)), length % 4 == 0 else {
      throw .notSTUN
    }
    guard bytes.uint32(at: 4) == Message.magicCookie else { throw .noCookie }
    guard bytes.byteCount == Message.headerCount + length else { throw .truncated }
    let landmarks = try Landmarks(scanning: bytes)
    self.bytes = bytes
    self.type = type
    id = TransactionID(high: bytes.uint64(at: 8), low: bytes.uint32(at: 16))
    integrityOffset = landmarks.integrity
    integritySHA256Offset = landmarks.integritySHA256
    hasFingerprint = landmarks.fingerprint != 0
    attributesEnd = landmarks.attributesEnd
  }

  /// What is asked for or answered.
  public var method: Method { type.method }
  /// Request, indication, success or failure.
  public var kind: MessageClass { type.kind }

  /// The attributes that count, in the order of the wire.
  public var attributes: AttributeIterator {
    @_lifetime(copy self)
    get { AttributeIterator(bytes.extracting(Message.headerCount..<attributesEnd)) }
  }

  /// The value of the first attribute of a type: later ones of the same type do not count.
  @_lifetime(copy self)
  public func first(_ type: AttributeType) -> RawSpan? {
    var iterator = attributes
    while let attribute = iterator.next() {
      if attribute.type == type { return attribute.value }
    }
    return nil
  }

  /// Whether an attribute of this type is there.
  public func has(_ type: AttributeType) -> Bool { first(type) != nil }

  /// Whether MESSAGE-INTEGRITY is there, correct or not.
  public var hasIntegrity: Bool { integrityOffset != 0 }
  /// Whether MESSAGE-INTEGRITY-SHA256 is there, correct or not.
  public var hasIntegritySHA256: Bool { integritySHA256Offset != 0 }

  /// Checks the integrity attribute of this kind in constant time (RFC 8489 sections 14.5, 14.6).
  ///
  /// Answers `false` if it is missing or has a length that is not allowed: 20 bytes for SHA-1, 16
  /// to 32 in steps of four for SHA-256.
  public func isIntact(
    _ integrity: Integrity, key: RawSpan, using authenticator: inout Authenticator
  ) -> Bool {
    let offset = integrity == .sha1 ? integrityOffset : integritySHA256Offset
    guard offset != 0 else { return false }
    let count = Int(bytes.uint16(at: offset + 2))
    guard integrity.allows(count: count) else { return false }
    let code = Integrity.code(
      of: bytes.extracting(0..<offset), attributeCount: count, integrity, key: key,
      using: &authenticator)
    return code.prefix(count).matches(bytes.extracting(offset + 4..<offset + 4 + count))
  }
}

/// Where the attributes lie that end what integrity protects.
private struct Landmarks {
  var integrity = 0
  var integritySHA256 = 0
  var fingerprint = 0
  var attributesEnd: Int

  init(scanning bytes: RawSpan) throws(MessageError) {
    attributesEnd = bytes.byteCount
    var offset = Message.headerCount
    while offset < bytes.byteCount {
      guard bytes.byteCount - offset >= 4 else { throw .attributeOverrun }
      let count = Int(bytes.uint16(at: offset + 2))
      let next = offset + 4 + (count + 3) & ~3
      guard next <= bytes.byteCount else { throw .attributeOverrun }
      note(AttributeType(rawValue: bytes.uint16(at: offset)), at: offset)
      if fingerprint != 0 {
        try Landmarks.checkFingerprint(bytes, at: offset, count: count)
      }
      offset = next
    }
  }

  private mutating func note(_ type: AttributeType, at offset: Int) {
    switch type {
    case .fingerprint where fingerprint == 0: fingerprint = offset
    case .messageIntegrity where integrity == 0 && integritySHA256 == 0: integrity = offset
    case .messageIntegritySHA256 where integritySHA256 == 0: integritySHA256 = offset
    default: return
    }
    attributesEnd = min(attributesEnd, offset)
  }

  private static func checkFingerprint(
    _ bytes: RawSpan, at offset: Int, count: Int
  ) throws(MessageError) {
    guard count == 4, offset + 8 == bytes.byteCount,
      CRC32.checksum(of: bytes.extracting(0..<offset)) ^ Message.fingerprintMask
        == bytes.uint32(at: offset + 4)
    else { throw .badFingerprint }
  }
}
