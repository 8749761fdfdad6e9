/// The bytes of a hexadecimal text; spaces, newlines and `|` may stand anywhere between digits.
public func hex(_ text: String) -> [UInt8] {
  var bytes: [UInt8] = []
  var half: UInt8?
  for character in text where !character.isWhitespace && character != "|" {
    guard let digit = character.hexDigitValue.map(UInt8.init) else {
      preconditionFailure("\(character) is no hexadecimal digit")
    }
    if let first = half {
      bytes.append(first << 4 | digit)
      half = nil
    } else {
      half = digit
    }
  }
  precondition(half == nil, "an odd number of hexadecimal digits")
  return bytes
}

extension [UInt8] {
  /// The bytes as hexadecimal text in groups of four; of more than `limit` bytes only the first.
  public func hexText(limit: Int = 256) -> String {
    var text = "\(count) bytes:"
    for (offset, byte) in prefix(limit).enumerated() {
      if offset % 4 == 0 { text += " " }
      text += byte < 16 ? "0" : ""
      text += String(byte, radix: 16)
    }
    return count > limit ? text + " …" : text
  }
}

extension RawSpan {
  /// The bytes as hexadecimal text.
  public var hexText: String { copied().hexText() }
}
