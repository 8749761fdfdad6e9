import SansIO

/// Reads blocks of addresses.
enum AddressBlock {
  /// Reads all blocks.
  @Sendable static func parseAll(_ texts: [String]) throws(BadValue) -> [IPPrefix] {
    var blocks: [IPPrefix] = []
    for text in texts { blocks.append(try parse(text)) }
    return blocks
  }

  /// Reads `10.0.0.0/8`, `2001:db8::/32` or one address.
  static func parse(_ text: String) throws(BadValue) -> IPPrefix {
    if let block = IPPrefix(text) { return block }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(parts[0]) else {
      throw BadValue(
        text, "is not a block of addresses", "write one such as 10.0.0.0/8 or 2001:db8::/32")
    }
    let bits = address.family == .v4 ? 32 : 128
    guard let length = Number.parse(parts[1], in: 0...bits) else {
      throw BadValue(text, "has no valid length", "write a length from 0 to \(bits) after /")
    }
    // What is left is an address with bits set beyond the length.
    let first = start(of: address, length: length + 128 - bits)
    throw BadValue(text, "is not the first address of its block", "write \(first)/\(length)")
  }

  private static func start(of address: IPAddress, length: Int) -> IPAddress {
    // Shifts of 64 and more give 0, by the rules of Swift's smart shifts.
    let high = ~(UInt64.max >> UInt64(min(length, 64)))
    let low = ~(UInt64.max >> UInt64(max(length - 64, 0)))
    return .v6(high: address.high & high, low: address.low & low)
  }
}
