/// What counts as one client's address: of IPv4 the address, of IPv6 its first half, because a host
/// moves within its /64 as it likes.
public struct ClientAddress: Hashable, Sendable, BitwiseCopyable {
  /// The address, or the first one of the /64.
  public let address: IPAddress

  /// The place of a client that comes from `address`.
  public init(of address: IPAddress) {
    self.address = address.family == .v4 ? address : .v6(high: address.high, low: 0)
  }
}

extension ClientAddress: CustomStringConvertible, LosslessStringConvertible {
  /// Parses exactly what `description` writes, `nil` for all else.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    switch text.utf8.count {
    case 8:
      guard let bits = UInt32(text, radix: 16) else { return nil }
      self.init(of: .v4(bits))
    case 16:
      guard let bits = UInt64(text, radix: 16) else { return nil }
      self.init(of: .v6(high: bits, low: 0))
    default: return nil
    }
  }

  /// 8 hexadecimal digits for IPv4, 16 for IPv6.
  public var description: String {
    let (bits, count) = address.v4.map { (UInt64($0), 8) } ?? (address.high, 16)
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: count - digits.utf8.count) + digits
  }
}
