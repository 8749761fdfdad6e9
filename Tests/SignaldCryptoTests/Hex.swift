/// Bytes written in hexadecimal, for test vectors; blanks are ignored.
func hex(_ text: String) -> [UInt8] {
  let digits = text.filter { !$0.isWhitespace }.map { UInt8(String($0), radix: 16)! }
  precondition(digits.count % 2 == 0)
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

extension [UInt8] {
  /// Lends the elements as bytes.
  func withSpan<R>(_ body: (RawSpan) -> R) -> R {
    // Elements are initialised bytes.
    unsafe body(span.bytes)
  }
}

extension RawSpan {
  /// The byte at `offset`.
  func byte(_ offset: Int) -> UInt8 {
    precondition(offset >= 0 && offset < byteCount)
    // In bounds by the precondition.
    return unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }
}
