/// Reads limits.
enum Limit {
  /// The word for no limit at all.
  static let off = "off"

  /// Reads a number of the given range.
  static func parse(_ text: String, in range: ClosedRange<Int>) throws(BadValue) -> Int {
    guard let number = Number.parse(text, in: range) else {
      throw BadValue(
        text, "is not a number that is allowed here",
        "write one from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Reads a number of the given range, or `off` as `nil`.
  static func parseOptional(_ text: String, in range: ClosedRange<Int>) throws(BadValue) -> Int? {
    if text == off { return nil }
    do throws(BadValue) {
      return try parse(text, in: range)
    } catch {
      throw BadValue(text, error.problem, "\(error.remedy), or off")
    }
  }
}
