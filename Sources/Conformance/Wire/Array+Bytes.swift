extension [UInt8] {
  /// The elements as bytes, borrowed.
  var raw: RawSpan {
    @_lifetime(borrow self)
    get {
      // Elements are initialised bytes; `Span.bytes` is unsafe only for types with padding.
      unsafe span.bytes
    }
  }

  /// The bytes in lower-case hexadecimal.
  var hexText: String {
    map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// A 16-bit number in network byte order.
  init(uint16 value: UInt16) {
    self = [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
  }

  /// A 32-bit number in network byte order.
  init(uint32 value: UInt32) {
    self =
      [UInt8](uint16: UInt16(truncatingIfNeeded: value >> 16))
      + [UInt8](uint16: UInt16(truncatingIfNeeded: value))
  }

  /// A 64-bit number in network byte order.
  init(uint64 value: UInt64) {
    self =
      [UInt8](uint32: UInt32(truncatingIfNeeded: value >> 32))
      + [UInt8](uint32: UInt32(truncatingIfNeeded: value))
  }
}
