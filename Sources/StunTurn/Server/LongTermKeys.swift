public import SignaldCrypto

/// What is kept of a password: a key for each algorithm it may be used with.
public struct LongTermKeys: Hashable, Sendable {
  /// The key of RFC 5389, 16 bytes; `nil` if it is not known.
  public var md5: Digest?
  /// The key of RFC 8489, 32 bytes; `nil` if it is not known.
  public var sha256: Digest?

  /// Holds keys that are known.
  public init(md5: Digest? = nil, sha256: Digest? = nil) {
    self.md5 = md5
    self.sha256 = sha256
  }

  /// Takes a key for MD5 if it has 16 bytes, for SHA-256 if it has 32; answers whether it had
  /// either and there was none of its kind.
  public mutating func add(_ bytes: [UInt8]) -> Bool {
    // Bytes have no padding, so all of the span is initialised.
    let key = Digest(bytes: unsafe bytes.span.bytes)
    switch bytes.count {
    case 16 where md5 == nil: md5 = key
    case 32 where sha256 == nil: sha256 = key
    default: return false
    }
    return true
  }

  /// Derives both keys of a user.
  public init(user: String, realm: String, password: String) {
    md5 = LongTermKey.derive(user: user, realm: realm, password: password, by: .md5)
    sha256 = LongTermKey.derive(user: user, realm: realm, password: password, by: .sha256)
  }

  /// The key for an algorithm, if it is known.
  public func key(_ algorithm: PasswordAlgorithm) -> Digest? {
    algorithm == .md5 ? md5 : sha256
  }
}
