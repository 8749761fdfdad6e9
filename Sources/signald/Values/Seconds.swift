/// Reads a time in seconds.
enum Seconds {
  /// The longest time in seconds.
  static let limit = 3_600

  /// Reads seconds with at most three decimal places, above 0, at most an hour.
  @Sendable static func parse(_ text: String) throws(BadValue) -> Duration {
    let remedy = "write seconds such as 5 or 0.5, at most \(limit)"
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = Number.parse(parts[0], in: 0...limit) else {
      throw BadValue(text, "is not a time in seconds", remedy)
    }
    var thousandths = 0
    if parts.count == 2 {
      guard parts[1].utf8.count <= 3, let digits = Number.parse(parts[1], in: 0...999) else {
        throw BadValue(text, "is not a time in seconds", remedy)
      }
      thousandths = digits * [1, 100, 10, 1][parts[1].utf8.count]
    }
    let milliseconds = whole * 1_000 + thousandths
    guard (1...limit * 1_000).contains(milliseconds) else {
      throw BadValue(text, "is out of range", remedy)
    }
    return .milliseconds(milliseconds)
  }
}
