extension [UInt8] {
  /// The elements as bytes, borrowed.
  var bytes: RawSpan {
    @_lifetime(borrow self)
    get {
      // Elements are initialised bytes; `Span.bytes` is unsafe only for types with padding.
      unsafe span.bytes
    }
  }
}
