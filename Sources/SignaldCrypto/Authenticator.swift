/// Computes HMAC codes (RFC 2104). Meant to be kept: what it needs per function is made once.
public struct Authenticator: ~Copyable, Sendable {
  private var md5 = AuthenticationEngine(.md5)
  private var sha1 = AuthenticationEngine(.sha1)
  private var sha256 = AuthenticationEngine(.sha256)
  private var current: HashFunction?

  /// Makes an authenticator for every hash function.
  public init() {}

  /// Starts a message, forgetting one not finished. The key may have any length.
  public mutating func begin(_ function: HashFunction, key: RawSpan) {
    current = function
    switch function {
    case .md5: md5.begin(key: key)
    case .sha1: sha1.begin(key: key)
    case .sha256: sha256.begin(key: key)
    }
  }

  /// Takes in the next bytes of the message. Traps when none was begun.
  public mutating func update(_ bytes: RawSpan) {
    switch current {
    case .md5: md5.update(bytes)
    case .sha1: sha1.update(bytes)
    case .sha256: sha256.update(bytes)
    case nil: preconditionFailure("update(_:) comes after begin(_:key:)")
    }
  }

  /// Ends the message and gives its code. Traps when none was begun.
  public mutating func finish() -> Digest {
    defer { current = nil }
    switch current {
    case .md5: return md5.finish()
    case .sha1: return sha1.finish()
    case .sha256: return sha256.finish()
    case nil: preconditionFailure("finish() comes after begin(_:key:)")
    }
  }

  /// The code of a message that is at hand as a whole.
  public mutating func code(
    _ function: HashFunction, key: RawSpan, over message: RawSpan
  ) -> Digest {
    begin(function, key: key)
    update(message)
    return finish()
  }

  /// The code of a message that is at hand as a whole.
  public mutating func code(
    _ function: HashFunction, key: [UInt8], over message: [UInt8]
  ) -> Digest {
    code(function, key: key.bytes, over: message.bytes)
  }
}
