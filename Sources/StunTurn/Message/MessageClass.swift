/// The class of a STUN message: two bits of its type (RFC 8489 section 5).
public enum MessageClass: UInt16, Hashable, Sendable, BitwiseCopyable {
  /// Asks for an answer.
  case request = 0b00
  /// Asks for none.
  case indication = 0b01
  /// Answers a request that was granted.
  case success = 0b10
  /// Answers a request that was not.
  case failure = 0b11
}
