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

extension [UInt8] {
  /// The elements as bytes, borrowed.
  public var raw: RawSpan {
    @_lifetime(borrow self)
    get {
      // Bytes have no padding, so all of the span is initialised.
      unsafe span.bytes
    }
  }
}
