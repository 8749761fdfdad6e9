import SansIO

extension OutputRawSpan {
  /// Appends a text's UTF-8. Traps when there is no room.
  @_lifetime(self: copy self)
  public mutating func append(text: String) {
    for byte in text.utf8 { append(byte) }
  }

  /// Appends bytes. Traps when there is no room.
  @_lifetime(self: copy self)
  public mutating func append(array: [UInt8]) {
    append(bytes: array.rawBytes)
  }
}

extension OutputRawSpan {
  /// Appends a number of zero or more in decimal digits. Traps when there is no room.
  @_lifetime(self: copy self)
  public mutating func append(decimal value: Int) {
    precondition(value >= 0)
    var divisor = 1
    while value / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      append(UInt8(truncatingIfNeeded: 0x30 + value / divisor % 10))
      divisor /= 10
    }
  }
}
