/// A user name and password for the long-term credential mechanism (RFC 8489 section 9.2).
public struct Credential: Hashable, Sendable {
  /// The most bytes a user name may have (RFC 8489 section 14.3).
  public static let userLimit = 508

  /// The name, 1 to 508 bytes of UTF-8.
  public let user: String
  /// The password; it never leaves the machine that holds it.
  public let password: String

  /// Makes a credential; `nil` if the name is longer than 508 bytes, or if either is empty or has
  /// characters that `OpaqueString` does not allow.
  public init?(user: String, password: String) {
    guard let user = OpaqueString.prepare(user), let password = OpaqueString.prepare(password),
      user.utf8.count <= Credential.userLimit
    else { return nil }
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
