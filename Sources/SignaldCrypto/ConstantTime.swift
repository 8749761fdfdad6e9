/// Whether both hold the same bytes, in a time that does not tell where they differ.
///
/// Lengths are not secret: bytes of different lengths are told apart at once.
public func constantTimeEqual(_ left: RawSpan, _ right: RawSpan) -> Bool {
  guard left.byteCount == right.byteCount else { return false }
  return left.byteCount == 0 || Platform.holdSameBytes(left, right)
}

/// Whether both hold the same bytes, in a time that does not tell where they differ.
public func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  constantTimeEqual(left.bytes, right.bytes)
}
