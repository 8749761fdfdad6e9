import SansIO
import SignaldCrypto
import StunTurn

/// Lays out a STUN message byte by byte, right or wrong as it is told.
///
/// The codec of StunTurn cannot be made to write what no client should send; this one can, and it
/// does not share that codec's mistakes, if it has any.
struct MessageBuilder {
  /// What was written; the header's length counts what follows only after `seal()`.
  private(set) var bytes: [UInt8]

  /// Begins a message with these first 16 bits, whether or not they are a type.
  init(type: UInt16, id: TransactionID, cookie: UInt32 = Message.magicCookie) {
    bytes = [UInt8](uint16: type) + [0, 0] + [UInt8](uint32: cookie)
    bytes += [UInt8](uint64: id.high) + [UInt8](uint32: id.low)
  }

  /// Appends an attribute; `declared` is the length it claims if that is not its own.
  mutating func append(
    _ type: AttributeType, _ value: [UInt8], declared: Int? = nil, padding: UInt8 = 0
  ) {
    bytes += [UInt8](uint16: type.rawValue)
    bytes += [UInt8](uint16: UInt16(truncatingIfNeeded: declared ?? value.count))
    bytes += value
    bytes += [UInt8](repeating: padding, count: -value.count & 3)
  }

  /// Appends an address XORed as RFC 8489 section 14.2 says, an IPv4 one in four bytes.
  mutating func append(_ type: AttributeType, _ endpoint: Endpoint) {
    let address = endpoint.address
    append(
      type, family: address.family, high: address.high, low: address.low, port: endpoint.port)
  }

  /// Appends an address of the family given, whatever the 128 bits would be taken for elsewhere.
  mutating func append(
    _ type: AttributeType, family: IPAddress.Family, high: UInt64, low: UInt64, port: UInt16
  ) {
    let cookie = UInt64(Message.magicCookie)
    var value: [UInt8] = [0, family.rawValue]
    value += [UInt8](uint16: port ^ UInt16(cookie >> 16))
    switch family {
    case .v4: value += [UInt8](uint32: UInt32(truncatingIfNeeded: low ^ cookie))
    case .v6:
      let mask = Array(bytes[4..<20])
      let plain = [UInt8](uint64: high) + [UInt8](uint64: low)
      value += zip(plain, mask).map { $0 ^ $1 }
    }
    append(type, value)
  }

  /// Appends an integrity attribute of so many bytes over what was written (sections 14.5, 14.6).
  mutating func append(_ integrity: Integrity, count: Int, key: [UInt8]) {
    setLength(bytes.count - Message.headerCount + 4 + count)
    var authenticator = Authenticator()
    let code = authenticator.code(integrity.function, key: key, over: bytes)
    append(integrity.attribute, Array(code.array.prefix(count)))
  }

  /// Appends FINGERPRINT over what was written (section 14.7), right or wrong.
  mutating func appendFingerprint(isRight: Bool) {
    setLength(bytes.count - Message.headerCount + 8)
    let checksum = CRC32.checksum(of: bytes) ^ Message.fingerprintMask
    append(.fingerprint, [UInt8](uint32: isRight ? checksum : ~checksum))
  }

  /// Sets the header's length to what was written.
  mutating func seal() { setLength(bytes.count - Message.headerCount) }

  private mutating func setLength(_ length: Int) {
    bytes.replaceSubrange(2..<4, with: [UInt8](uint16: UInt16(truncatingIfNeeded: length)))
  }
}
