import SansIO

extension RawSpan {
  /// Whether the bytes are exactly this text's UTF-8.
  public func equals(_ text: String) -> Bool {
    guard byteCount == text.utf8.count else { return false }
    var offset = 0
    for byte in text.utf8 {
      if uint8(at: offset) != byte { return false }
      offset += 1
    }
    return true
  }

  /// Whether the bytes are this lower-case ASCII text when their own letters are lowered.
  public func equalsIgnoringCase(_ lowered: String) -> Bool {
    guard byteCount == lowered.utf8.count else { return false }
    var offset = 0
    for byte in lowered.utf8 {
      if ASCII.lowered(uint8(at: offset)) != byte { return false }
      offset += 1
    }
    return true
  }

  /// The text, if it is valid UTF-8.
  public var text: String? {
    var validator = UTF8Validator()
    guard validator.accept(self), validator.isComplete else { return nil }
    return String(decoding: copied(), as: UTF8.self)
  }

  /// The place of the first such byte at or after `start`.
  func first(_ byte: UInt8, from start: Int = 0) -> Int? {
    var offset = start
    while offset < byteCount {
      if uint8(at: offset) == byte { return offset }
      offset += 1
    }
    return nil
  }

  /// The bytes without spaces and tabs at either end (OWS, RFC 9110 section 5.6.3).
  @_lifetime(copy self)
  func trimmed() -> RawSpan {
    var start = 0
    var end = byteCount
    while start < end, ASCII.isBlank(uint8(at: start)) { start += 1 }
    while end > start, ASCII.isBlank(uint8(at: end - 1)) { end -= 1 }
    return extracting(start..<end)
  }
}
