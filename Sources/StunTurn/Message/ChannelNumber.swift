/// The number of a channel (RFC 8656 section 12).
public struct ChannelNumber: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
  /// 0x4000 to 0x7FFF.
  public let rawValue: UInt16

  /// Makes a number with the first bits 01, or `nil`.
  ///
  /// RFC 8656 allows 0x4000 to 0x4FFF (`isModern`); RFC 5766 went up to 0x7FFE.
  @inlinable
  public init?(rawValue: UInt16) {
    guard rawValue >> 14 == 1 else { return nil }
    self.rawValue = rawValue
  }

  /// Whether RFC 8656 allows it.
  @inlinable
  public var isModern: Bool { rawValue <= 0x4FFF }
}
