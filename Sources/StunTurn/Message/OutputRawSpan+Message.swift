public import SansIO
public import SignaldCrypto

// A message is written in place: header, attributes in order, then integrity and FINGERPRINT, or
// `endMessage()` if there is neither. It must begin where the output begins. Padding is zero.
extension OutputRawSpan {
  /// Writes the header with a length to be set at the end (RFC 8489 section 5).
  @_lifetime(self: copy self)
  public mutating func beginMessage(_ type: MessageType, id: TransactionID) {
    precondition(byteCount == 0)
    append(uint16: type.encoded)
    append(uint16: 0)
    append(uint32: Message.magicCookie)
    append(uint64: id.high)
    append(uint32: id.low)
  }

  /// Sets the header's length to what was written.
  @_lifetime(self: copy self)
  public mutating func endMessage() {
    overwrite(uint16: UInt16(byteCount - Message.headerCount), at: 2)
  }

  /// Appends an attribute with this value.
  @_lifetime(self: copy self)
  public mutating func append(_ type: AttributeType, bytes value: RawSpan) {
    beginAttribute(type, count: value.byteCount)
    append(bytes: value)
    append(zeros: -value.byteCount & 3)
  }

  /// Appends an attribute without a value: DONT-FRAGMENT, USE-CANDIDATE.
  @_lifetime(self: copy self)
  public mutating func append(_ type: AttributeType) {
    beginAttribute(type, count: 0)
  }

  /// Appends an attribute whose value is text in UTF-8.
  @_lifetime(self: copy self)
  public mutating func append(_ type: AttributeType, text: String) {
    let count = text.utf8.count
    beginAttribute(type, count: count)
    for byte in text.utf8 { append(byte) }
    append(zeros: -count & 3)
  }

  /// Appends an attribute whose value is a 32-bit number.
  @_lifetime(self: copy self)
  public mutating func append(_ type: AttributeType, uint32 value: UInt32) {
    beginAttribute(type, count: 4)
    append(uint32: value)
  }

  /// Appends an attribute whose value is a 64-bit number.
  @_lifetime(self: copy self)
  public mutating func append(_ type: AttributeType, uint64 value: UInt64) {
    beginAttribute(type, count: 8)
    append(uint64: value)
  }

  /// Appends an XOR-…-ADDRESS (RFC 8489 section 14.2).
  @_lifetime(self: copy self)
  public mutating func append(_ type: AttributeType, xor endpoint: Endpoint, id: TransactionID) {
    let family = endpoint.address.family
    let masked = endpoint.xored(id, as: family)
    append(type, family: family, port: masked.port, address: masked.address)
  }

  /// Appends a MAPPED-ADDRESS or like attribute (RFC 8489 section 14.1).
  @_lifetime(self: copy self)
  public mutating func append(_ type: AttributeType, plain endpoint: Endpoint) {
    let address = endpoint.address
    append(type, family: address.family, port: endpoint.port, address: address)
  }

  /// Appends EVEN-PORT (RFC 8656 section 18.7).
  @_lifetime(self: copy self)
  public mutating func append(evenPortReservingNext reserves: Bool) {
    beginAttribute(.evenPort, count: 1)
    append(reserves ? 0x80 : 0x00)
    append(zeros: 3)
  }

  /// Appends ERROR-CODE with its reason phrase (RFC 8489 section 14.8).
  @_lifetime(self: copy self)
  public mutating func append(_ code: ErrorCode) {
    let count = code.reason.utf8CodeUnitCount
    beginAttribute(.errorCode, count: 4 + count)
    append(uint16: 0)
    append(UInt8(code.rawValue / 100))
    append(UInt8(code.rawValue % 100))
    for byte in code.reason.description.utf8 { append(byte) }
    append(zeros: -count & 3)
  }

  /// Appends ADDRESS-ERROR-CODE (RFC 8656 section 18.12).
  @_lifetime(self: copy self)
  public mutating func append(_ code: ErrorCode, for family: IPAddress.Family) {
    let count = code.reason.utf8CodeUnitCount
    beginAttribute(.addressErrorCode, count: 4 + count)
    append(family.rawValue)
    append(0 as UInt8)
    append(UInt8(code.rawValue / 100))
    append(UInt8(code.rawValue % 100))
    for byte in code.reason.description.utf8 { append(byte) }
    append(zeros: -count & 3)
  }

  /// Appends UNKNOWN-ATTRIBUTES (RFC 8489 section 14.13).
  @_lifetime(self: copy self)
  public mutating func append(unknown types: [AttributeType]) {
    beginAttribute(.unknownAttributes, count: types.count * 2)
    for type in types { append(uint16: type.rawValue) }
    append(zeros: types.count % 2 * 2)
  }

  /// Appends ICMP (RFC 8656 section 18.13).
  @_lifetime(self: copy self)
  public mutating func append(icmpType type: UInt8, code: UInt8, data: UInt32) {
    beginAttribute(.icmp, count: 8)
    append(uint16: 0)
    append(type)
    append(code)
    append(uint32: data)
  }

  /// Appends TRANSACTION-TRANSMIT-COUNTER (RFC 7982 section 3.1).
  @_lifetime(self: copy self)
  public mutating func append(transmission request: UInt8, response: UInt8) {
    let value = UInt32(request) << 8 | UInt32(response)
    append(.transactionTransmitCounter, uint32: value)
  }

  /// Appends PADDING of so many zero bytes, at most 65,535 (RFC 5780 section 7.6).
  @_lifetime(self: copy self)
  public mutating func append(paddingOf count: Int) {
    beginAttribute(.padding, count: count)
    append(zeros: (count + 3) & ~3)
  }

  /// Appends an integrity attribute over everything before it and sets the header's length.
  @_lifetime(self: copy self)
  public mutating func append(
    _ integrity: Integrity, key: RawSpan, using authenticator: inout Authenticator
  ) {
    let count = integrity.function.digestLength
    let code = Integrity.code(
      of: bytes, attributeCount: count, integrity, key: key, using: &authenticator)
    beginAttribute(integrity.attribute, count: count)
    for index in 0..<count { append(code[index]) }
    endMessage()
  }

  /// Appends FINGERPRINT over everything before it and sets the header's length (section 14.7).
  @_lifetime(self: copy self)
  public mutating func appendFingerprint() {
    overwrite(uint16: UInt16(byteCount - Message.headerCount + 8), at: 2)
    let checksum = CRC32.checksum(of: bytes)
    append(.fingerprint, uint32: checksum ^ Message.fingerprintMask)
  }

  // MARK: Inside

  @_lifetime(self: copy self)
  private mutating func beginAttribute(_ type: AttributeType, count: Int) {
    append(uint16: type.rawValue)
    append(uint16: UInt16(count))
  }

  @_lifetime(self: copy self)
  private mutating func append(
    _ type: AttributeType, family: IPAddress.Family, port: UInt16, address: IPAddress
  ) {
    beginAttribute(type, count: family == .v4 ? 8 : 20)
    append(0 as UInt8)
    append(family.rawValue)
    append(uint16: port)
    switch family {
    case .v4: append(uint32: UInt32(truncatingIfNeeded: address.low))
    case .v6:
      append(uint64: address.high)
      append(uint64: address.low)
    }
  }
}
