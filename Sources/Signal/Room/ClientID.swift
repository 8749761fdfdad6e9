import SansIO
import SignaldCrypto

/// Names a member of a room, and is the only proof of being it: 128 random bits, where minted here.
///
/// Other servers mint shorter ones, so any 1 to 128 characters of `[A-Za-z0-9_-]` are an id.
public struct ClientID: Hashable, Sendable, LosslessStringConvertible {
  /// How many characters an id may have.
  public static let maximumCount = 128
  /// How many characters hold 128 bits.
  static let mintedCount = 22
  /// What the second member of a loopback room is called by servers and native clients.
  public static let loopback = ClientID(unchecked: "LOOPBACK_CLIENT_ID")
  /// What the web client calls the second member of a loopback room.
  public static let webLoopback = ClientID(unchecked: "loopback_client_id")

  /// The characters.
  public let description: String

  /// Parses an id; `nil` if it is empty, too long or has other characters.
  public init?(_ text: some StringProtocol) {
    guard (1...ClientID.maximumCount).contains(text.utf8.count),
      text.utf8.allSatisfy(Base64.isURLCharacter)
    else { return nil }
    description = String(text)
  }

  /// Mints an id no one can guess: 22 characters.
  static func mint(from entropy: inout Entropy) -> ClientID {
    ClientID(unchecked: Base64.encodeForURL(entropy.bytes(16)))
  }

  /// Whether it is shorter than what is minted here, and so may be known to others.
  var isGuessable: Bool { description.utf8.count < ClientID.mintedCount }

  private init(unchecked text: String) { description = text }

  /// Whether it is one of the two names of a loopback room's second member.
  var isLoopback: Bool { self == .loopback || self == .webLoopback }
}
