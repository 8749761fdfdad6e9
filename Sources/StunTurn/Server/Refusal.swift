/// Why a request is not granted, and by it how to answer.
public enum Refusal: Error, Hashable, Sendable {
  /// 401 or 438 with REALM and a new NONCE, unsigned (RFC 8489 section 9.2.4).
  case challenge(ErrorCode)
  /// This error, signed with the key of the admission.
  case reject(ErrorCode)
  /// 400 without REALM, NONCE or integrity: authentication is half there.
  case malformed
  /// 420 with these types in UNKNOWN-ATTRIBUTES, signed (RFC 8489 section 6.3.1).
  case unknown([AttributeType])
}
