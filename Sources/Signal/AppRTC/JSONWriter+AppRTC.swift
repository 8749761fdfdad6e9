extension JSONWriter {
  /// The text so far.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Writes a letter as a string.
  mutating func string(_ letter: Letter) {
    let quoted = [ASCII.quote] + letter.escaped + [ASCII.quote]
    raw(JSONValue(.string, quoted.rawBytes, JSONLimits()))
  }

  /// Writes a list of texts.
  mutating func strings(_ texts: [String]) {
    beginArray()
    for text in texts { string(text) }
    endArray()
  }
}
