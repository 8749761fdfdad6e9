import SansIO

extension [UInt8] {
  /// The elements as bytes, borrowed.
  var rawBytes: RawSpan {
    @_lifetime(borrow self)
    get {
      // Elements are initialised bytes; `Span.bytes` is unsafe only for types with padding.
      unsafe span.bytes
    }
  }

  /// Appends a copy of borrowed bytes; grows by doubling, so that many small ones stay cheap.
  mutating func append(copying bytes: RawSpan) {
    reserveRoom(for: bytes.byteCount)
    append(addingCapacity: bytes.byteCount) { output in
      for offset in 0..<bytes.byteCount { output.append(bytes.uint8(at: offset)) }
    }
  }

  /// Makes room for so many more elements, at least twice the room there was if there is too
  /// little.
  mutating func reserveRoom(for count: Int) {
    let needed = self.count + count
    if needed > capacity { reserveCapacity(isEmpty ? needed : Swift.max(needed, 2 * capacity)) }
  }
}
