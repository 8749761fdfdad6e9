import SansIO

/// Who can come by a stream.
enum Caller: Hashable {
  /// A STUN or TURN client.
  case client
  /// Somebody who speaks HTTP.
  case browser

  /// What the first bytes of a stream tell.
  enum Guess: Hashable {
    /// Too little to tell.
    case undecided
    /// Who it is.
    case known(Caller)
    /// Nobody who is served here.
    case stranger
  }

  /// The four bytes at the fifth place of every STUN message (RFC 8489 section 5).
  private static let cookie: UInt32 = 0x2112_A442
  /// How many bytes tell for sure.
  private static let enough = 8

  /// Looks at the first bytes: STUN begins with two bits 00 and holds a cookie, a method of HTTP is
  /// made of letters. ChannelData cannot come first.
  static func guess(by bytes: RawSpan) -> Guess {
    guard bytes.byteCount > 0 else { return .undecided }
    switch bytes.uint8(at: 0) {
    case 0..<64:
      guard bytes.byteCount >= enough else { return .undecided }
      return bytes.uint32(at: 4) == cookie ? .known(.client) : .stranger
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
      return .known(.browser)
    default: return .stranger
    }
  }
}
