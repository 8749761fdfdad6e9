/// A message from one member to the other, opaque but for one question: whether it says goodbye.
///
/// It is held as the inside of a JSON string, since that is how it leaves in every case. What came
/// so is kept as it came, but for the characters Go's encoder would have escaped.
struct Letter: Hashable, Sendable {
  /// The JSON string's content, without its quotation marks.
  let escaped: [UInt8]
  /// Whether it is a `bye`: the sender is leaving.
  let isBye: Bool

  /// Longer messages are no `bye`, however it is spelt.
  private static let maximumByeCount = 64

  /// The goodbye the server says in place of a member that cannot.
  static let bye = Letter(text: #"{"type":"bye"}"#)

  /// Holds a message that came as it is.
  init(text: String) {
    var writer = JSONWriter()
    writer.string(text)
    self.init(safe: Array(writer.bytes.dropFirst().dropLast()))
  }

  /// Holds a message that came as the content of a JSON string. It must be valid.
  init(escaped: [UInt8]) {
    self.init(safe: MarkupEscape.escape(escaped))
  }

  private init(safe bytes: [UInt8]) {
    escaped = bytes
    isBye = bytes.count <= Letter.maximumByeCount && Letter.saysBye(bytes)
  }

  /// Whether the text is `{"type":"bye"}` but for white space.
  private static func saysBye(_ escaped: [UInt8]) -> Bool {
    var plain: [UInt8] = []
    var isEscape = false
    for byte in escaped {
      if isEscape {
        isEscape = false
        if byte != UInt8(ascii: "n"), byte != UInt8(ascii: "r"), byte != UInt8(ascii: "t") {
          plain.append(byte)
        }
      } else if byte == UInt8(ascii: "\\") {
        isEscape = true
      } else if byte != UInt8(ascii: " ") {
        plain.append(byte)
      }
    }
    return plain == Array(#"{"type":"bye"}"#.utf8)
  }
}
