/// A hash function the protocols call for.
///
/// MD5 and SHA-1 are here because STUN and WebSocket require them, not because they are good.
public enum HashFunction: Sendable, Hashable, CaseIterable, BitwiseCopyable {
  /// RFC 1321.
  case md5
  /// RFC 3174.
  case sha1
  /// FIPS 180-4.
  case sha256

  /// How many bytes a digest has.
  @inlinable
  public var digestLength: Int {
    switch self {
    case .md5: 16
    case .sha1: 20
    case .sha256: 32
    }
  }
}
