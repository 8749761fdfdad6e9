import SansIO

/// The masking of payloads (RFC 6455 section 5.3): its own inverse.
enum Masking {
  /// The key for what follows `count` bytes masked with `key`.
  static func key(_ key: UInt32, after count: Int) -> UInt32 {
    let bits = UInt32(truncatingIfNeeded: count & 3) * 8
    return bits == 0 ? key : key << bits | key >> (32 - bits)
  }

  /// The byte at `offset` of what is masked with `key`.
  static func byte(of key: UInt32, at offset: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: key >> (24 - 8 * UInt32(truncatingIfNeeded: offset & 3)))
  }

  /// Appends bytes masked with `key`. Traps when there is no room.
  @_lifetime(output: copy output)
  static func append(_ bytes: RawSpan, key: UInt32, to output: inout OutputRawSpan) {
    let long = UInt64(key) << 32 | UInt64(key)
    let words = bytes.byteCount & ~7
    var offset = 0
    while offset < words {
      output.append(uint64: bytes.uint64(at: offset) ^ long)
      offset += 8
    }
    while offset < bytes.byteCount {
      output.append(bytes.uint8(at: offset) ^ byte(of: key, at: offset))
      offset += 1
    }
  }
}

extension [UInt8] {
  /// Appends bytes masked with `key`, eight at a time.
  mutating func append(_ bytes: RawSpan, maskedWith key: UInt32) {
    reserveRoom(for: bytes.byteCount)
    append(addingCapacity: bytes.byteCount) { output in
      // The room holds as many bytes as were asked for, and they are told initialised only after
      // Masking has filled all of them or trapped.
      unsafe output.withUnsafeMutableBufferPointer { room, count in
        let free = unsafe UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(room)[count...])
        var raw = unsafe OutputRawSpan(buffer: free, initializedCount: 0)
        Masking.append(bytes, key: key, to: &raw)
        count += unsafe raw.finalize(for: free)
      }
    }
  }
}
