/// How the password of a time-limited credential is made from its user name.
public enum CredentialForm: Hashable, Sendable {
  /// HMAC-SHA-1 (draft-uberti-behave-turn-rest section 2.2).
  case sha1
  /// HMAC-SHA-256 in its place.
  case sha256
  /// HMAC-SHA-256 under a key of its own, for a `RelayPass`.
  case pass
}
