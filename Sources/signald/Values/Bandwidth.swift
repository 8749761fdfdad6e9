/// Reads rates in bits a second.
enum Bandwidth {
  private static let units: [Character: UInt64] = ["k": 1000, "M": 1_000_000, "G": 1_000_000_000]
  private static let limit = 1_000_000_000

  /// Reads `64k`, `4M`, `1G` or a plain number of bits a second, at least 1000; `off` is `nil`.
  @Sendable static func parse(_ text: String) throws(BadValue) -> UInt64? {
    if text == Limit.off { return nil }
    let unit = text.last.flatMap { units[$0] }
    let digits = unit == nil ? text[...] : text.dropLast()
    let bits = Number.parse(digits, in: 1...limit).map { UInt64($0) * (unit ?? 1) }
    guard let bits, (1000...1_000_000_000_000).contains(bits) else {
      throw BadValue(
        text, "is not a rate in bits a second", "write one such as 500k, 4M or 1G, or off")
    }
    return bits
  }
}
