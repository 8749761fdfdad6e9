public import SansIO

/// A ChannelData message over borrowed bytes (RFC 8656 section 12.4): the one codec for it.
public struct ChannelData: ~Escapable {
  /// Bytes of the header.
  public static let headerCount = 4

  /// The channel.
  public let channel: ChannelNumber
  /// The application's data.
  public let payload: RawSpan

  /// Parses a datagram: shorter than its header says is refused, longer is padding (section 12.5).
  @inlinable @_lifetime(copy bytes)
  public init?(parsing bytes: RawSpan) {
    guard bytes.byteCount >= 4, let channel = ChannelNumber(rawValue: bytes.uint16(at: 0)) else {
      return nil
    }
    let end = 4 &+ Int(bytes.uint16(at: 2))
    guard end <= bytes.byteCount else { return nil }
    self.channel = channel
    payload = bytes.extracting(4..<end)
  }

  /// The four header bytes as one number, most significant first, for `Outbox.forward`.
  @inlinable
  public static func header(_ channel: ChannelNumber, count: Int) -> UInt32 {
    UInt32(channel.rawValue) << 16 | UInt32(truncatingIfNeeded: count & 0xFFFF)
  }
}
