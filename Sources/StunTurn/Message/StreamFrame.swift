import SansIO

/// Finds where messages end in a byte stream (RFC 8489 section 6.2.2, RFC 8656 section 12.5).
public enum StreamFrame: Hashable, Sendable {
  /// More bytes are needed before anything can be said.
  case incomplete
  /// A STUN message of this many bytes comes first.
  case message(count: Int)
  /// ChannelData comes first: this many bytes without, and this many with its padding to four.
  case channelData(count: Int, padded: Int)
  /// Neither; the stream cannot be read any further.
  case garbage

  /// Looks at the first bytes of a stream. Lengths are counted in `Int`, so none can wrap.
  public init(of bytes: RawSpan) {
    guard bytes.byteCount >= 1 else {
      self = .incomplete
      return
    }
    let kind = bytes.uint8(at: 0) >> 6
    guard kind < 2 else {
      self = .garbage
      return
    }
    guard bytes.byteCount >= 4 else {
      self = .incomplete
      return
    }
    let length = Int(bytes.uint16(at: 2))
    self = kind == 0 ? .messageFrame(bytes, length) : .channelDataFrame(bytes, length)
  }

  private static func messageFrame(_ bytes: RawSpan, _ length: Int) -> StreamFrame {
    guard length % 4 == 0 else { return .garbage }
    if bytes.byteCount >= 8, bytes.uint32(at: 4) != Message.magicCookie { return .garbage }
    let count = Message.headerCount + length
    return bytes.byteCount < count ? .incomplete : .message(count: count)
  }

  private static func channelDataFrame(_ bytes: RawSpan, _ length: Int) -> StreamFrame {
    let count = ChannelData.headerCount + length
    let padded = (count + 3) & ~3
    return bytes.byteCount < padded ? .incomplete : .channelData(count: count, padded: padded)
  }
}
