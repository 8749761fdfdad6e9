import SansIO

/// Writes one JSON text.
///
/// Like the encoder of the original room server it escapes what a page could take for markup.
public struct JSONWriter: Sendable {
  /// The text so far.
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// Begins an empty text.
  public init() {}

  /// Begins an object, as a value.
  public mutating func beginObject() { open(UInt8(ascii: "{")) }
  /// Ends an object.
  public mutating func endObject() { close(UInt8(ascii: "}")) }
  /// Begins an array, as a value.
  public mutating func beginArray() { open(UInt8(ascii: "[")) }
  /// Ends an array.
  public mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Writes a member's name; its value has to follow.
  public mutating func key(_ name: String) {
    string(name)
    bytes.append(ASCII.colon)
    needsComma = false
  }

  /// Writes a text.
  public mutating func string(_ text: String) {
    beginValue()
    bytes.append(ASCII.quote)
    for scalar in text.unicodeScalars { append(scalar) }
    bytes.append(ASCII.quote)
  }

  /// Writes a whole number.
  public mutating func integer(_ value: Int64) {
    beginValue()
    bytes += String(value).utf8
  }

  /// Writes `true` or `false`.
  public mutating func bool(_ value: Bool) {
    beginValue()
    bytes += (value ? "true" : "false").utf8
  }

  /// Writes `null`.
  public mutating func null() {
    beginValue()
    bytes += "null".utf8
  }

  /// Writes a value that was checked before, as it came.
  public mutating func raw(_ value: JSONValue) {
    beginValue()
    bytes.append(copying: value.bytes)
  }

  /// Writes a member that is a text.
  public mutating func member(_ name: String, _ text: String) {
    key(name)
    string(text)
  }

  private mutating func beginValue() {
    if needsComma { bytes.append(ASCII.comma) }
    needsComma = true
  }

  private mutating func open(_ bracket: UInt8) {
    beginValue()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": bytes += [ASCII.backslash, ASCII.quote]
    case "\\": bytes += [ASCII.backslash, ASCII.backslash]
    case "\n": bytes += [ASCII.backslash, UInt8(ascii: "n")]
    case "\r": bytes += [ASCII.backslash, UInt8(ascii: "r")]
    case "\t": bytes += [ASCII.backslash, UInt8(ascii: "t")]
    case "\u{0}"..."\u{1F}", "<", ">", "&", "\u{7F}", "\u{2028}", "\u{2029}":
      appendEscape(UInt16(truncatingIfNeeded: scalar.value))
    default: bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
    }
  }

  private mutating func appendEscape(_ unit: UInt16) {
    bytes += [ASCII.backslash, UInt8(ascii: "u")]
    for shift: UInt16 in [12, 8, 4, 0] {
      let digit = UInt8(unit >> shift & 15)
      bytes.append(digit < 10 ? digit + 0x30 : digit + 0x57)
    }
  }
}
