import SansIO

/// A point in time as HTTP writes it (IMF-fixdate, RFC 9110 section 5.6.7).
public struct HTTPDate: Hashable, Sendable {
  /// Bytes of every date from year 0 to 9999.
  public static let count = 29

  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  private static let secondsOfDay: Int64 = 86_400
  /// The last second of the year 9999.
  private static let last: Int64 = 253_402_300_799

  /// Seconds since 1970, from then to the year 9999.
  public let unixSeconds: Int64

  /// Makes a date from seconds since 1970; what lies outside 1970 to 9999 becomes its nearest end.
  public init(unixSeconds: Int64) { self.unixSeconds = min(max(unixSeconds, 0), Self.last) }

  /// Appends the 29 bytes.
  @_lifetime(output: copy output)
  public func write(to output: inout OutputRawSpan) {
    let day = unixSeconds / Self.secondsOfDay
    let second = unixSeconds % Self.secondsOfDay
    let date = Self.civil(day)
    output.append(text: Self.days[Int(day % 7)])
    output.append(text: ", ")
    Self.append(date.day, digits: 2, to: &output)
    output.append(text: " ")
    output.append(text: Self.months[Int(date.month) - 1])
    output.append(text: " ")
    Self.append(date.year, digits: 4, to: &output)
    output.append(text: " ")
    Self.append(second / 3_600, digits: 2, to: &output)
    output.append(text: ":")
    Self.append(second / 60 % 60, digits: 2, to: &output)
    output.append(text: ":")
    Self.append(second % 60, digits: 2, to: &output)
    output.append(text: " GMT")
  }

  /// Year, month and day of a day since 1970, by counting eras of 400 years from 1 March.
  private static func civil(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  @_lifetime(output: copy output)
  private static func append(_ value: Int64, digits: Int, to output: inout OutputRawSpan) {
    var divisor: Int64 = 1
    for _ in 1..<digits { divisor *= 10 }
    while divisor > 0 {
      output.append(UInt8(truncatingIfNeeded: 0x30 + value / divisor % 10))
      divisor /= 10
    }
  }
}
