public import SansIO

/// Typed values: `nil` if the attribute is absent, an error if it is there but malformed.
extension Message {
  /// XOR-MAPPED-ADDRESS, XOR-PEER-ADDRESS or XOR-RELAYED-ADDRESS (RFC 8489 section 14.2).
  public func xorAddress(_ type: AttributeType) throws(AttributeError) -> Endpoint? {
    guard let value = first(type) else { return nil }
    guard let endpoint = Endpoint(xorAddress: value, id: id) else { throw .malformed(type) }
    return endpoint
  }

  /// MAPPED-ADDRESS, ALTERNATE-SERVER, RESPONSE-ORIGIN or OTHER-ADDRESS (RFC 8489 section 14.1).
  public func address(_ type: AttributeType) throws(AttributeError) -> Endpoint? {
    guard let value = first(type) else { return nil }
    guard let endpoint = Endpoint(plainAddress: value) else { throw .malformed(type) }
    return endpoint
  }

  /// A 32-bit number: LIFETIME in seconds, PRIORITY, CONNECTION-ID.
  public func uint32(_ type: AttributeType) throws(AttributeError) -> UInt32? {
    guard let value = first(type) else { return nil }
    guard value.byteCount == 4 else { throw .malformed(type) }
    return value.uint32(at: 0)
  }

  /// A 64-bit number: RESERVATION-TOKEN, ICE-CONTROLLED, ICE-CONTROLLING.
  public func uint64(_ type: AttributeType) throws(AttributeError) -> UInt64? {
    guard let value = first(type) else { return nil }
    guard value.byteCount == 8 else { throw .malformed(type) }
    return value.uint64(at: 0)
  }

  /// The IP protocol number of REQUESTED-TRANSPORT: 17 is UDP, 6 is TCP (RFC 8656 section 18.8).
  public func requestedTransport() throws(AttributeError) -> UInt8? {
    try uint32(.requestedTransport).map { UInt8($0 >> 24) }
  }

  /// CHANNEL-NUMBER, in or out of the range that may be bound (RFC 8656 section 18.1).
  public func channelNumber() throws(AttributeError) -> UInt16? {
    try uint32(.channelNumber).map { UInt16($0 >> 16) }
  }

  /// Whether EVEN-PORT asks for the next port too; `nil` if absent (RFC 8656 section 18.7).
  public func evenPort() throws(AttributeError) -> Bool? {
    guard let value = first(.evenPort) else { return nil }
    guard value.byteCount == 1 else { throw .malformed(.evenPort) }
    return value.uint8(at: 0) & 0x80 != 0
  }

  /// The number of REQUESTED-ADDRESS-FAMILY or ADDITIONAL-ADDRESS-FAMILY: 1 is IPv4, 2 is IPv6
  /// (RFC 8656 sections 18.6, 18.11).
  public func addressFamily(_ type: AttributeType) throws(AttributeError) -> UInt8? {
    try uint32(type).map { UInt8($0 >> 24) }
  }

  /// ERROR-CODE; the reason phrase is for people and is left where it is (RFC 8489 section 14.8).
  public func errorCode() throws(AttributeError) -> ErrorCode? {
    guard let value = first(.errorCode) else { return nil }
    guard value.byteCount >= 4, value.uint8(at: 3) < 100,
      let code = ErrorCode(
        rawValue: UInt16(value.uint8(at: 2) & 7) * 100 + UInt16(value.uint8(at: 3)))
    else { throw .malformed(.errorCode) }
    return code
  }

  /// ADDRESS-ERROR-CODE: the family that could not be had, and why (RFC 8656 section 18.12).
  public func addressErrorCode() throws(AttributeError) -> (IPAddress.Family, ErrorCode)? {
    guard let value = first(.addressErrorCode) else { return nil }
    guard value.byteCount >= 4, let family = IPAddress.Family(rawValue: value.uint8(at: 0)),
      value.uint8(at: 3) < 100,
      let code = ErrorCode(
        rawValue: UInt16(value.uint8(at: 2) & 7) * 100 + UInt16(value.uint8(at: 3)))
    else { throw .malformed(.addressErrorCode) }
    return (family, code)
  }

  /// TRANSACTION-TRANSMIT-COUNTER: which copy of the request it is, and which of the response
  /// (RFC 7982 section 3.1). One that is malformed counts as absent, since nobody needs it.
  public func transmitCounter() -> (request: UInt8, response: UInt8)? {
    guard let value = first(.transactionTransmitCounter), value.byteCount == 4 else { return nil }
    return (value.uint8(at: 2), value.uint8(at: 3))
  }

  /// ICMP: type, code and, for "too big", the MTU (RFC 8656 section 18.13).
  public func icmp() throws(AttributeError) -> (type: UInt8, code: UInt8, data: UInt32)? {
    guard let value = first(.icmp) else { return nil }
    guard value.byteCount == 8 else { throw .malformed(.icmp) }
    return (value.uint8(at: 2), value.uint8(at: 3), value.uint32(at: 4))
  }

  /// Comprehension-required attributes that are not in `known`, each once, at most `limit`.
  public func unknownRequired(besides known: [AttributeType], limit: Int) -> [AttributeType] {
    var unknown: [AttributeType] = []
    var iterator = attributes
    while unknown.count < limit, let attribute = iterator.next() {
      let type = attribute.type
      if type.isComprehensionRequired, !known.contains(type), !unknown.contains(type) {
        unknown.append(type)
      }
    }
    return unknown
  }
}
