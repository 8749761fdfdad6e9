/// Method and class as they share 14 bits of the header (RFC 8489 section 5, figure 3).
public struct MessageType: Hashable, Sendable, BitwiseCopyable {
  /// What is asked for or answered.
  public let method: Method
  /// Request, indication, success or failure.
  public let kind: MessageClass

  /// Makes a type.
  public init(_ method: Method, _ kind: MessageClass) {
    self.method = method
    self.kind = kind
  }

  /// Takes the type apart, or answers `nil` if the two most significant bits are not zero.
  public init?(encoded: UInt16) {
    guard encoded < 0x4000, let kind = MessageClass(rawValue: encoded >> 4 & 1 | encoded >> 7 & 2)
    else { return nil }
    self.kind = kind
    method = Method(rawValue: encoded & 0xF | encoded >> 1 & 0x70 | encoded >> 2 & 0xF80)
  }

  /// The 16 bits of the header.
  public var encoded: UInt16 {
    let number = method.rawValue
    let spread = number & 0xF | (number & 0x70) << 1 | (number & 0xF80) << 2
    return spread | (kind.rawValue & 1) << 4 | (kind.rawValue & 2) << 7
  }
}
