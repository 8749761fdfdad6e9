/// Why some bytes are not a message. Nothing of it is ever told to the sender of a datagram.
public enum MessageError: Error, Hashable, Sendable {
  /// Shorter than a header, or not as long as the header says.
  case truncated
  /// The first two bits are not zero, or the length is no multiple of four.
  case notSTUN
  /// The magic cookie is missing (RFC 3489, or not STUN at all).
  case noCookie
  /// An attribute reaches beyond the end.
  case attributeOverrun
  /// FINGERPRINT is not last, has the wrong length, or does not match.
  case badFingerprint
}
