/// A user name and password for the long-term credential mechanism (RFC 8489 section 9.2).
public struct Credential: Hashable, Sendable {
  /// The most bytes a user name may have (RFC 8489 section 14.3).
  public static let userLimit = 508

  /// The name, 1 to 508 bytes of UTF-8.
  public let user: String
  /// The password; it never leaves the machine that holds it.
  public let password: String

  /// Makes a credential, or answers `nil` if the name is empty or longer than 508 bytes.
  public init?(user: String, password: String) {
    guard (1...Credential.userLimit).contains(user.utf8.count) else { return nil }
    self.user = user
    self.password = password
  }
}

extension Credential: CustomStringConvertible, CustomDebugStringConvertible {
  /// The user name alone: passwords stay out of logs.
  public var description: String { "Credential(\(user))" }
  /// The user name alone.
  public var debugDescription: String { description }
}
