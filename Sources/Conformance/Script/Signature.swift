/// How a request is protected, or pretends to be.
enum Signature: Hashable, Sendable {
  /// MESSAGE-INTEGRITY with a key made by MD5.
  case sha1(Identity)
  /// MESSAGE-INTEGRITY-SHA256 of so many bytes with a key made by SHA-256.
  case sha256(Identity, count: Int)
  /// MESSAGE-INTEGRITY-SHA256 with a key made by MD5 (RFC 8489 section 9.2.2 lets both be chosen).
  case sha256KeyedByMD5(Identity)
}
