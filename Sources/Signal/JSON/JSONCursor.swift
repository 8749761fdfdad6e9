import SansIO

/// Walks over a JSON text and checks every byte of it (RFC 8259).
struct JSONCursor: ~Escapable {
  /// The text.
  let bytes: RawSpan
  /// What it may cost.
  let limits: JSONLimits
  private(set) var offset = 0

  /// Begins at the first byte; throws for a text that is too long.
  @_lifetime(copy bytes)
  init(_ bytes: RawSpan, _ limits: JSONLimits) throws(JSONError) {
    guard bytes.byteCount <= limits.maximumCount else {
      throw JSONError(.tooLong, at: limits.maximumCount)
    }
    self.bytes = bytes
    self.limits = limits
  }

  /// The byte here, `nil` at the end.
  var byte: UInt8? { offset < bytes.byteCount ? bytes.uint8(at: offset) : nil }

  /// The error of what is here: that it is missing, at the end.
  func error(_ reason: JSONError.Reason) -> JSONError {
    JSONError(offset < bytes.byteCount ? reason : .truncated, at: offset)
  }

  /// Goes past white space.
  mutating func skipBlanks() {
    while let byte,
      byte == ASCII.space || byte == ASCII.lineFeed
        || byte == ASCII.carriageReturn || byte == ASCII.tab
    { offset += 1 }
  }

  /// Goes past this byte if it is here.
  mutating func skip(_ expected: UInt8) -> Bool {
    guard byte == expected else { return false }
    offset += 1
    return true
  }

  /// Goes past this byte; throws if it is not here.
  mutating func expect(_ expected: UInt8) throws(JSONError) {
    guard skip(expected) else { throw error(.unexpected) }
  }

  /// Nothing but blanks may follow.
  mutating func expectEnd() throws(JSONError) {
    skipBlanks()
    guard offset == bytes.byteCount else { throw JSONError(.trailing, at: offset) }
  }

  /// Goes past one value at this depth, 1 being the outermost; answers what it was.
  mutating func skipValue(depth: Int) throws(JSONError) -> JSONKind {
    switch byte {
    case UInt8(ascii: "{"):
      try skipObject(depth: depth)
      return .object
    case UInt8(ascii: "["):
      try skipArray(depth: depth)
      return .array
    case ASCII.quote:
      try skipString()
      return .string
    case UInt8(ascii: "t"): return try skipWord("true", .bool)
    case UInt8(ascii: "f"): return try skipWord("false", .bool)
    case UInt8(ascii: "n"): return try skipWord("null", .null)
    case .some(let first) where first == UInt8(ascii: "-") || ASCII.isDigit(first):
      try skipNumber()
      return .number
    default: throw error(.unexpected)
    }
  }

  private mutating func skipObject(depth: Int) throws(JSONError) {
    try checkDepth(depth)
    offset += 1
    var members = 0
    skipBlanks()
    if skip(UInt8(ascii: "}")) { return }
    repeat {
      members += 1
      guard members <= limits.maximumMembers else { throw error(.tooManyMembers) }
      try skipKey()
      _ = try skipValue(depth: depth + 1)
      skipBlanks()
    } while skip(ASCII.comma)
    try expect(UInt8(ascii: "}"))
  }

  /// Goes past a member's name and the colon to its value; answers where the name's quotes end.
  @discardableResult
  mutating func skipKey() throws(JSONError) -> Int {
    skipBlanks()
    guard byte == ASCII.quote else { throw error(.unexpected) }
    try skipString()
    let end = offset - 1
    skipBlanks()
    try expect(ASCII.colon)
    skipBlanks()
    return end
  }

  private mutating func skipArray(depth: Int) throws(JSONError) {
    try checkDepth(depth)
    offset += 1
    skipBlanks()
    if skip(UInt8(ascii: "]")) { return }
    repeat {
      skipBlanks()
      _ = try skipValue(depth: depth + 1)
      skipBlanks()
    } while skip(ASCII.comma)
    try expect(UInt8(ascii: "]"))
  }

  /// Throws below the deepest level that is allowed.
  private func checkDepth(_ depth: Int) throws(JSONError) {
    guard depth <= limits.maximumDepth else { throw error(.tooDeep) }
  }

  private mutating func skipWord(_ word: String, _ kind: JSONKind) throws(JSONError) -> JSONKind {
    for letter in word.utf8 { try expect(letter) }
    return kind
  }

  /// RFC 8259 section 6: no leading zero, no leading plus, digits on both sides of the point.
  private mutating func skipNumber() throws(JSONError) {
    _ = skip(UInt8(ascii: "-"))
    if !skip(UInt8(ascii: "0")) { try skipDigits() }
    if skip(ASCII.dot) { try skipDigits() }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
      if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
      try skipDigits()
    }
  }

  private mutating func skipDigits() throws(JSONError) {
    guard let first = byte, ASCII.isDigit(first) else { throw error(.badNumber) }
    while let byte, ASCII.isDigit(byte) { offset += 1 }
  }

  // MARK: Strings

  /// RFC 8259 section 7. Escaped surrogates need not be paired here: what is only passed on does
  /// not mind, and who decodes it will see.
  private mutating func skipString() throws(JSONError) {
    offset += 1
    var validator = UTF8Validator()
    while true {
      skipPlain()
      guard let byte else { throw error(.truncated) }
      switch byte {
      case ASCII.quote:
        offset += 1
        return
      case ASCII.backslash: try skipEscape()
      case 0..<ASCII.space: throw error(.badString)
      case 0x80...:
        let start = offset
        while offset < bytes.byteCount, bytes.uint8(at: offset) >= 0x80 { offset += 1 }
        guard validator.accept(bytes.extracting(start..<offset)), validator.isComplete else {
          throw JSONError(.badString, at: start)
        }
      default: offset += 1
      }
    }
  }

  /// Goes past words of eight bytes that are ASCII without quotes, backslashes and controls.
  private mutating func skipPlain() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    while offset + 8 <= bytes.byteCount {
      let word = bytes.uint64(at: offset)
      let quotes = word ^ ones &* UInt64(ASCII.quote)
      let backslashes = word ^ ones &* UInt64(ASCII.backslash)
      // A byte of these that is zero, or below a space, borrows and sets its high bit.
      let special =
        (quotes &- ones) | (backslashes &- ones) | (word &- ones &* UInt64(ASCII.space)) | word
      // What borrowed lies before what was lent: no byte that counts is passed over.
      offset += (special & highs).leadingZeroBitCount / 8
      guard special & highs == 0 else { return }
    }
  }

  private mutating func skipEscape() throws(JSONError) {
    offset += 1
    guard let byte else { throw error(.truncated) }
    switch byte {
    case ASCII.quote, ASCII.backslash, ASCII.slash, UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      offset += 1
    case UInt8(ascii: "u"):
      offset += 1
      for _ in 0..<4 {
        guard let digit = self.byte, ASCII.hexValue(digit) != nil else { throw error(.badString) }
        offset += 1
      }
    default: throw error(.badString)
    }
  }
}
