/// Escapes for JSON strings as Go's `encoding/json` writes them: also what HTML would misread.
enum JSONStringEscape {
  private static let digits = Array("0123456789abcdef".utf8)

  /// The content of the JSON string for a text in UTF-8, without quotation marks.
  static func escape(_ text: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count + text.count / 8)
    for place in text.indices {
      let byte = text[place]
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): output += Array(#"\n"#.utf8)
      case UInt8(ascii: "\r"): output += Array(#"\r"#.utf8)
      case UInt8(ascii: "\t"): output += Array(#"\t"#.utf8)
      case 0..<0x20: append(byte, to: &output)
      default: appendMarkup(text, place, to: &output)
      }
    }
    return output
  }

  /// The content of a JSON string with no character left that HTML or JavaScript would misread.
  static func escapeMarkup(_ content: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(content.count)
    for place in content.indices { appendMarkup(content, place, to: &output) }
    return output
  }

  private static func appendMarkup(_ text: [UInt8], _ place: Int, to output: inout [UInt8]) {
    let byte = text[place]
    switch byte {
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): append(byte, to: &output)
    case 0xA8, 0xA9:
      output.append(byte)
      // U+2028 and U+2029 end lines in JavaScript: e2 80 a8 and e2 80 a9.
      guard place >= 2, text[place - 2] == 0xE2, text[place - 1] == 0x80 else { return }
      output.removeLast(3)
      output += Array(byte == 0xA8 ? #"\u2028"#.utf8 : #"\u2029"#.utf8)
    default: output.append(byte)
    }
  }

  private static func append(_ byte: UInt8, to output: inout [UInt8]) {
    output += Array(#"\u00"#.utf8)
    output += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }
}
