public import SansIO

extension Endpoint {
  /// Decodes the value of an XOR-…-ADDRESS attribute (RFC 8489 section 14.2).
  ///
  /// `nil` unless family and length fit each other. An IPv4-mapped address becomes IPv4.
  public init?(xorAddress value: RawSpan, id: TransactionID) {
    guard let plain = Endpoint(plainAddress: value) else { return nil }
    let family: IPAddress.Family = value.byteCount == 8 ? .v4 : .v6
    self = plain.xored(id, as: family)
  }

  /// Decodes the value of a MAPPED-ADDRESS or like attribute (RFC 8489 section 14.1).
  public init?(plainAddress value: RawSpan) {
    guard value.byteCount >= 8 else { return nil }
    let port = value.uint16(at: 2)
    switch (value.uint8(at: 1), value.byteCount) {
    case (IPAddress.Family.v4.rawValue, 8):
      self.init(address: .v4(value.uint32(at: 4)), port: port)
    case (IPAddress.Family.v6.rawValue, 20):
      let address = IPAddress.v6(high: value.uint64(at: 4), low: value.uint64(at: 12))
      self.init(address: address, port: port)
    default: return nil
    }
  }

  /// The endpoint with port and address XORed by cookie and transaction id; its own inverse.
  func xored(_ id: TransactionID, as family: IPAddress.Family) -> Endpoint {
    let port = port ^ UInt16(Message.magicCookie >> 16)
    switch family {
    case .v4:
      let bits = UInt32(truncatingIfNeeded: address.low) ^ Message.magicCookie
      return Endpoint(address: .v4(bits), port: port)
    case .v6:
      let high = address.high ^ UInt64(Message.magicCookie) << 32 ^ id.high >> 32
      let low = address.low ^ (id.high << 32 | UInt64(id.low))
      return Endpoint(address: .v6(high: high, low: low), port: port)
    }
  }
}
