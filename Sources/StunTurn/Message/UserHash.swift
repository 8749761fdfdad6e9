public import SignaldCrypto

/// What USERHASH holds (RFC 8489 section 14.4).
public enum UserHash {
  /// The SHA-256 of user name and realm, which hides the name from who does not guess it.
  public static func of(user: String, realm: String) -> Digest {
    Digest.of(.sha256, Array("\(user):\(realm)".utf8))
  }
}
