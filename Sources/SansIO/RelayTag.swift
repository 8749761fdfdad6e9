/// 16 base64url characters that stand for a room, a member or a key without telling which.
///
/// They are made by a keyed hash: a user name travels in clear text, and a member's id is a secret.
public struct RelayTag: Hashable, Sendable, LosslessStringConvertible {
  /// How many characters a tag has.
  public static let characterCount = 16
  /// How many bytes it encodes.
  public static let byteCount = 12

  /// The characters.
  public let description: String

  /// Parses a tag; `nil` unless it is 16 characters of `[A-Za-z0-9_-]`.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == RelayTag.characterCount,
      text.utf8.allSatisfy(Base64.isURLCharacter)
    else { return nil }
    description = String(text)
  }

  /// Encodes the first 12 bytes of a hash. Traps on fewer.
  public init(hash: some Collection<UInt8>) {
    precondition(hash.count >= RelayTag.byteCount)
    description = Base64.encodeForURL(hash.prefix(RelayTag.byteCount))
  }
}
