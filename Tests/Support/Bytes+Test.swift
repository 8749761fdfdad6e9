import SansIO

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

/// What `body` writes into room for `capacity` bytes.
public func written<E: Error>(
  _ capacity: Int, _ body: (inout OutputRawSpan) throws(E) -> Void
) throws(E) -> [UInt8] {
  var outbox = Outbox()
  try outbox.send(along: .test(client: "192.0.2.1:1"), capacity: capacity, body)
  return outbox.copy(of: outbox[0])
}
