/// A moment of civil time in UTC.
struct UnixTime: Hashable, Sendable, CustomStringConvertible {
  /// Seconds since 1970 without leap seconds.
  let seconds: Int
  /// Thousandths of a second, 0 to 999.
  let milliseconds: Int

  /// The form of RFC 3339: `2026-01-02T03:04:05.678Z`.
  var description: String {
    let day = (seconds - UnixTime.floorModulo(seconds, 86_400)) / 86_400
    let second = UnixTime.floorModulo(seconds, 86_400)
    let date = UnixTime.date(ofDay: day)
    func digits(_ value: Int, _ width: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return digits(date.year, 4) + "-" + digits(date.month, 2) + "-" + digits(date.day, 2) + "T"
      + digits(second / 3_600, 2) + ":" + digits(second / 60 % 60, 2) + ":"
      + digits(second % 60, 2) + "." + digits(milliseconds, 3) + "Z"
  }

  /// The proleptic Gregorian date of a day counted from 1970-01-01.
  ///
  /// The year is counted from 1 March, so that the leap day is its last; an era is 400 years.
  private static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = day + 719_468
    let dayOfEra = floorModulo(shifted, 146_097)
    let era = (shifted - dayOfEra) / 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    )
  }

  private static func floorModulo(_ value: Int, _ divisor: Int) -> Int {
    let rest = value % divisor
    return rest < 0 ? rest + divisor : rest
  }
}
