/// Classes of ASCII bytes as RFC 9110 section 5.6 and RFC 3986 define them.
enum ASCII {
  /// HT.
  static let tab: UInt8 = 0x09
  /// LF.
  static let lineFeed: UInt8 = 0x0A
  /// CR.
  static let carriageReturn: UInt8 = 0x0D
  /// SP.
  static let space: UInt8 = 0x20
  /// `"`.
  static let quote: UInt8 = 0x22
  /// `%`.
  static let percent: UInt8 = 0x25
  /// `,`.
  static let comma: UInt8 = 0x2C
  /// `.`.
  static let dot: UInt8 = 0x2E
  /// `/`.
  static let slash: UInt8 = 0x2F
  /// `:`.
  static let colon: UInt8 = 0x3A
  /// `;`.
  static let semicolon: UInt8 = 0x3B
  /// `?`.
  static let questionMark: UInt8 = 0x3F
  /// `\`.
  static let backslash: UInt8 = 0x5C

  /// Whether it is a space or a tab.
  static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

  /// Whether it is a control character, DEL included.
  static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }

  /// Whether it is a decimal digit.
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// Whether it is a letter or a digit.
  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20) &- 0x61 < 26
  }

  /// Whether it may stand in a token (`tchar`, RFC 9110 section 5.6.2).
  static func isToken(_ byte: UInt8) -> Bool {
    if isAlphanumeric(byte) { return true }
    switch byte {
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: return true
    default: return false
    }
  }

  /// The byte with upper-case letters lowered.
  static func lowered(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  /// The value of a hexadecimal digit.
  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
