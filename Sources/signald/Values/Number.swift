/// Reads decimal numbers: digits only, no sign, no space.
enum Number {
  /// Reads a number of the given range.
  static func parse(_ text: some StringProtocol, in range: ClosedRange<Int>) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let value = Int(text), range.contains(value)
    else { return nil }
    return value
  }
}
