import CZlib

/// The CRC of ISO 3309 that STUN's FINGERPRINT (RFC 8489 §14.7) and gzip use.
public enum CRC32 {
  /// The checksum of some bytes, or of all bytes whose checksum so far is `earlier` and these.
  public static func checksum(of bytes: RawSpan, continuing earlier: UInt32 = 0) -> UInt32 {
    // zlib takes a null pointer as the wish for a fresh checksum.
    guard bytes.byteCount > 0 else { return earlier }
    // zlib reads `count` bytes from a pointer that is good for the call.
    let sum = unsafe bytes.withUnsafeBytes {
      unsafe crc32_z(
        UInt(earlier), $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count)
    }
    return UInt32(truncatingIfNeeded: sum)
  }

  /// The checksum of some bytes, or of all bytes whose checksum so far is `earlier` and these.
  public static func checksum(of bytes: [UInt8], continuing earlier: UInt32 = 0) -> UInt32 {
    checksum(of: bytes.bytes, continuing: earlier)
  }
}
