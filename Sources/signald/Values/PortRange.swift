/// Reads a range of ports.
enum PortRange {
  /// Reads `LOW-HIGH`, both included, from 1 to 65535.
  @Sendable static func parse(_ text: String) throws(BadValue) -> ClosedRange<UInt16> {
    let remedy = "write LOW-HIGH with ports from 1 to 65535, for example 49152-65535"
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let low = Number.parse(parts[0], in: 1...65_535),
      let high = Number.parse(parts[1], in: 1...65_535)
    else { throw BadValue(text, "is not a range of ports", remedy) }
    guard low <= high else {
      throw BadValue(text, "begins above its end", "write \(high)-\(low)")
    }
    return UInt16(low)...UInt16(high)
  }
}
