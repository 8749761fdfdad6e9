/// A block of addresses: `10.0.0.0/8`, `2001:db8::/32`, or one address alone.
public struct IPPrefix: Hashable, Sendable, BitwiseCopyable {
  /// The first address of the block.
  public let address: IPAddress
  /// How many leading bits of the IPv6 form are fixed: an IPv4 `/8` is 104 here.
  public let mappedLength: UInt8

  /// Makes a block, or `nil` if `length` does not fit the family or bits beyond it are set.
  public init?(_ address: IPAddress, length: Int) {
    let bits = address.family == .v4 ? 32 : 128
    guard (0...bits).contains(length) else { return nil }
    mappedLength = UInt8(length + 128 - bits)
    self.address = address
    guard masked(address) == address else { return nil }
  }

  /// How many leading bits are fixed, in the family's own count.
  public var length: Int { Int(mappedLength) - (address.family == .v4 ? 96 : 0) }

  /// Whether `candidate` lies in the block. IPv4 lies in no IPv6 block, not even in `::/0`.
  @inlinable
  public func contains(_ candidate: IPAddress) -> Bool {
    candidate.family == address.family && masked(candidate) == address
  }

  @usableFromInline
  func masked(_ candidate: IPAddress) -> IPAddress {
    let length = UInt64(mappedLength)
    let high = length >= 64 ? UInt64.max : ~(UInt64.max >> length)
    let low = length <= 64 ? 0 : length >= 128 ? UInt64.max : ~(UInt64.max >> (length - 64))
    return IPAddress(high: candidate.high & high, low: candidate.low & low)
  }
}

extension IPPrefix: CustomStringConvertible, LosslessStringConvertible {
  /// Parses `10.0.0.0/8` or `2001:db8::/32`; without a slash it is one address.
  public init?(_ text: some StringProtocol) {
    guard let slash = text.firstIndex(of: "/") else {
      guard let address = IPAddress(text) else { return nil }
      self.init(address, length: address.family == .v4 ? 32 : 128)
      return
    }
    let digits = text[text.index(after: slash)...]
    guard let address = IPAddress(text[..<slash]), (1...3).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(digits)
    else { return nil }
    self.init(address, length: length)
  }

  /// `10.0.0.0/8`.
  public var description: String { "\(address)/\(length)" }
}
