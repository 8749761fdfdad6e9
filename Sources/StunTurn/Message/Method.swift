/// A STUN method: 12 bits of the message type (RFC 8489 section 5).
public struct Method: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
  /// The 12-bit number of the IANA registry.
  public let rawValue: UInt16

  /// Makes a method from its number; only the lower 12 bits count.
  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue & 0xFFF }

  /// RFC 8489.
  public static let binding = Method(rawValue: 0x001)
  /// RFC 8656.
  public static let allocate = Method(rawValue: 0x003)
  /// RFC 8656.
  public static let refresh = Method(rawValue: 0x004)
  /// RFC 8656, only as an indication.
  public static let send = Method(rawValue: 0x006)
  /// RFC 8656, only as an indication.
  public static let data = Method(rawValue: 0x007)
  /// RFC 8656.
  public static let createPermission = Method(rawValue: 0x008)
  /// RFC 8656.
  public static let channelBind = Method(rawValue: 0x009)
  /// RFC 6062.
  public static let connect = Method(rawValue: 0x00A)
  /// RFC 6062.
  public static let connectionBind = Method(rawValue: 0x00B)
  /// RFC 6062, only as an indication.
  public static let connectionAttempt = Method(rawValue: 0x00C)
}
