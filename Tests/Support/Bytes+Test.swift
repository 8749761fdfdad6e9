extension [UInt8] {
  /// Lends the bytes to `body`; they stay where they are until it returns.
  public func withRawSpan<Result, E: Error>(
    _ body: (RawSpan) throws(E) -> Result
  ) throws(E) -> Result {
    let copy = self
    defer { withExtendedLifetime(copy) {} }
    // Bytes have no padding, so all of the span is initialised.
    return try body(unsafe copy.span.bytes)
  }
}
