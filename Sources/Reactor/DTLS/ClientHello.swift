import SansIO

/// The beginning of a DTLS handshake as far as it counts before anything is kept of it
/// (RFC 6347 §4.2).
struct ClientHello {
  /// The client's 32 random bytes, by which two of its hellos are told apart.
  struct Random: Hashable {
    /// The first eight bytes.
    let first: UInt64
    /// The next eight.
    let second: UInt64
    /// The next.
    let third: UInt64
    /// The last.
    let fourth: UInt64
  }

  private static let recordHeader = 13
  private static let messageHeader = 12

  /// The number of the record, which the answer has to repeat.
  let sequence: UInt64
  /// The client's random bytes.
  let random: Random
  /// Where in the datagram the cookie lies; empty in a first hello.
  let cookie: Range<Int>

  /// Reads a datagram that begins with a whole ClientHello of a first handshake. One in fragments
  /// is none: whoever collects fragments keeps state for strangers.
  init?(parsing bytes: RawSpan) {
    let body = Self.recordHeader + Self.messageHeader
    // 22 is a handshake, 0xFE the major version of DTLS, 0 the epoch before encryption, 1 a hello.
    guard bytes.byteCount >= body + 34, bytes.uint8(at: 0) == 22, bytes.uint8(at: 1) == 0xFE,
      bytes.uint16(at: 3) == 0, bytes.uint8(at: Self.recordHeader) == 1
    else { return nil }
    let recordCount = Int(bytes.uint16(at: 11))
    let count = Int(bytes.uint32(at: Self.recordHeader) & 0xFF_FFFF)
    let offset = bytes.uint32(at: Self.recordHeader + 5) & 0xFF_FFFF
    let fragment = Int(bytes.uint32(at: Self.recordHeader + 8) & 0xFF_FFFF)
    guard recordCount == Self.messageHeader + count, offset == 0, fragment == count,
      bytes.byteCount >= Self.recordHeader + recordCount
    else { return nil }
    var rest = bytes.extracting(body + 34..<body + count)
    var start = body + 34
    // The session, the cookie, the ciphers and the compression methods.
    guard let session = Self.list(in: rest, lengthBytes: 1), session.count <= 32 else { return nil }
    rest = rest.extracting(session.upperBound..<rest.byteCount)
    start += session.upperBound
    guard let cookie = Self.list(in: rest, lengthBytes: 1) else { return nil }
    self.cookie = start + cookie.lowerBound..<start + cookie.upperBound
    rest = rest.extracting(cookie.upperBound..<rest.byteCount)
    guard let ciphers = Self.list(in: rest, lengthBytes: 2), ciphers.count >= 2 else { return nil }
    rest = rest.extracting(ciphers.upperBound..<rest.byteCount)
    guard let compression = Self.list(in: rest, lengthBytes: 1), !compression.isEmpty
    else { return nil }
    sequence = bytes.uint64(at: 3) & 0xFFFF_FFFF_FFFF
    random = Random(
      first: bytes.uint64(at: body + 2), second: bytes.uint64(at: body + 10),
      third: bytes.uint64(at: body + 18), fourth: bytes.uint64(at: body + 26))
  }

  private static func list(in bytes: RawSpan, lengthBytes: Int) -> Range<Int>? {
    guard bytes.byteCount >= lengthBytes else { return nil }
    let count = lengthBytes == 1 ? Int(bytes.uint8(at: 0)) : Int(bytes.uint16(at: 0))
    guard lengthBytes + count <= bytes.byteCount else { return nil }
    return lengthBytes..<lengthBytes + count
  }
}
