/// Why accounts cannot be set up as the operator wrote them.
public enum AccountsError: Error, Hashable, Sendable {
  /// The realm is empty or has more than 127 characters (RFC 8489 section 14.9).
  case realm
  /// This user name is empty or longer than 508 bytes (RFC 8489 section 14.3), or has characters
  /// that `OpaqueString` does not allow.
  case name(String)
  /// The password of this user is empty or has characters that `OpaqueString` does not allow, or
  /// its key has a wrong length.
  case password(String)
  /// This user name is there twice.
  case duplicate(String)
  /// There are more secrets than `Accounts.maximumSecretCount`, or one is empty.
  case secrets
}
