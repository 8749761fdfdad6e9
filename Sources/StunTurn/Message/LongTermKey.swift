public import SignaldCrypto

/// The key of the long-term credential mechanism (RFC 8489 sections 9.2.2, 18.5).
public enum LongTermKey {
  /// Derives the key of a user: `MD5` or `SHA-256` of `user:realm:password`, 16 or 32 bytes.
  public static func derive(
    user: String, realm: String, password: String, by function: HashFunction = .md5
  ) -> Digest {
    Digest.of(function, Array("\(user):\(realm):\(password)".utf8))
  }
}
