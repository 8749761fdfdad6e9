/// Escapes in JSON strings what HTML or JavaScript would misread, as Go's encoder does.
enum MarkupEscape {
  /// The content of a JSON string with none of these characters left; it means the same.
  static func escape(_ content: [UInt8]) -> [UInt8] {
    // Hardly any message has one.
    if !content.contains(where: isSuspicious) { return content }
    var output: [UInt8] = []
    output.reserveCapacity(content.count)
    for place in content.indices {
      let byte = content[place]
      switch byte {
      case UInt8(ascii: "<"): output += #"\u003c"#.utf8
      case UInt8(ascii: ">"): output += #"\u003e"#.utf8
      case UInt8(ascii: "&"): output += #"\u0026"#.utf8
      case 0xA8 where endsLine(content, at: place):
        output.removeLast(2)
        output += #"\u2028"#.utf8
      case 0xA9 where endsLine(content, at: place):
        output.removeLast(2)
        output += #"\u2029"#.utf8
      default: output.append(byte)
      }
    }
    return output
  }

  private static func isSuspicious(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "&")
      || byte == 0xE2
  }

  /// Whether this is the last byte of U+2028 or U+2029, which end lines in JavaScript: e2 80 a8/a9.
  private static func endsLine(_ content: [UInt8], at place: Int) -> Bool {
    place >= 2 && content[place - 2] == 0xE2 && content[place - 1] == 0x80
  }
}
