import SansIO

/// What a room is called: 1 to 128 characters of `[A-Za-z0-9_-]`.
public struct RoomName: Hashable, Sendable, LosslessStringConvertible {
  /// How many characters a name may have.
  public static let maximumCount = 128

  /// The characters.
  public let description: String

  /// Parses a name; `nil` if it is empty, too long or has other characters.
  public init?(_ text: some StringProtocol) {
    guard (1...RoomName.maximumCount).contains(text.utf8.count),
      text.utf8.allSatisfy(Base64.isURLCharacter)
    else { return nil }
    description = String(text)
  }
}
