// Multi-byte reads and appends in network byte order. `RawSpan` has no safe load of more than one
// byte in Swift 6.3, so the check and the load stand together here, once.

extension RawSpan {
  /// The byte at `offset`. Traps beyond the end: callers check lengths of what the network sent.
  @inlinable @inline(__always)
  public func uint8(at offset: Int) -> UInt8 {
    precondition(offset >= 0 && offset < byteCount)
    // The precondition above is the bounds check.
    return unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }

  /// The big-endian 16-bit number at `offset`. Traps beyond the end.
  @inlinable @inline(__always)
  public func uint16(at offset: Int) -> UInt16 {
    precondition(offset >= 0 && offset &+ 2 <= byteCount)
    // The precondition above is the bounds check.
    return UInt16(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  /// The big-endian 32-bit number at `offset`. Traps beyond the end.
  @inlinable @inline(__always)
  public func uint32(at offset: Int) -> UInt32 {
    precondition(offset >= 0 && offset &+ 4 <= byteCount)
    // The precondition above is the bounds check.
    return UInt32(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// The big-endian 64-bit number at `offset`. Traps beyond the end.
  @inlinable @inline(__always)
  public func uint64(at offset: Int) -> UInt64 {
    precondition(offset >= 0 && offset &+ 8 <= byteCount)
    // The precondition above is the bounds check.
    return UInt64(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// A copy of the bytes, for what outlives the event it came with.
  @inlinable
  public func copied() -> [UInt8] {
    [UInt8](capacity: byteCount) { output in
      for offset in 0..<byteCount { output.append(uint8(at: offset)) }
    }
  }

  /// Whether both hold the same bytes. Not for secrets: the time it takes tells where they differ.
  @inlinable
  public func holdsSameBytes(as other: RawSpan) -> Bool {
    guard byteCount == other.byteCount else { return false }
    for offset in 0..<byteCount where uint8(at: offset) != other.uint8(at: offset) { return false }
    return true
  }
}

/// Lends the two bytes of a number in network byte order.
@inlinable
public func withBigEndianBytes<Result>(
  of value: UInt16, _ body: (RawSpan) -> Result
) -> Result {
  // The span ends with the closure, before the number does.
  unsafe withUnsafeBytes(of: value.bigEndian) { unsafe body(RawSpan(_unsafeBytes: $0)) }
}

extension OutputRawSpan {
  /// Appends a 16-bit number in network byte order. Traps when there is no room.
  @inlinable @inline(__always) @_lifetime(self: copy self)
  public mutating func append(uint16 value: UInt16) {
    append(UInt8(truncatingIfNeeded: value >> 8))
    append(UInt8(truncatingIfNeeded: value))
  }

  /// Appends a 32-bit number in network byte order. Traps when there is no room.
  @inlinable @inline(__always) @_lifetime(self: copy self)
  public mutating func append(uint32 value: UInt32) {
    append(uint16: UInt16(truncatingIfNeeded: value >> 16))
    append(uint16: UInt16(truncatingIfNeeded: value))
  }

  /// Appends a 64-bit number in network byte order. Traps when there is no room.
  @inlinable @inline(__always) @_lifetime(self: copy self)
  public mutating func append(uint64 value: UInt64) {
    append(uint32: UInt32(truncatingIfNeeded: value >> 32))
    append(uint32: UInt32(truncatingIfNeeded: value))
  }

  /// Appends a copy of `bytes`. Traps when there is no room.
  @inlinable @_lifetime(self: copy self)
  public mutating func append(bytes: RawSpan) {
    precondition(bytes.byteCount <= freeCapacity)
    // The precondition above is the bounds check; source and room cannot overlap, since the output
    // is exclusively ours.
    unsafe withUnsafeMutableBytes { room, count in
      unsafe bytes.withUnsafeBytes { source in
        guard let base = room.baseAddress, let from = source.baseAddress else { return }
        unsafe (base + count).copyMemory(from: from, byteCount: source.count)
        count += source.count
      }
    }
  }

  /// Appends `count` zero bytes. Traps when there is no room.
  @inlinable @_lifetime(self: copy self)
  public mutating func append(zeros count: Int) {
    for _ in 0..<count { append(0 as UInt8) }
  }

  /// Replaces two bytes written earlier, for a length known only at the end.
  @inlinable @_lifetime(self: copy self)
  public mutating func overwrite(uint16 value: UInt16, at offset: Int) {
    precondition(offset >= 0 && offset &+ 2 <= byteCount)
    var written = mutableBytes
    written.storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
  }
}
