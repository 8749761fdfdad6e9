/// A user whose credential does not expire by itself.
public struct Account: Hashable, Sendable {
  /// What proves that somebody is this user.
  public enum Proof: Hashable, Sendable {
    /// The password.
    case password(String)
    /// Keys derived elsewhere, so that the password need not be known here. Without the one for
    /// SHA-256 no client gets in that speaks RFC 8489.
    case keys(LongTermKeys)
  }

  /// The user name, 1 to 508 bytes.
  public let name: String
  /// What proves it.
  public let proof: Proof

  /// Describes a user.
  public init(name: String, proof: Proof) {
    self.name = name
    self.proof = proof
  }

  /// Describes a user with a password.
  public init(name: String, password: String) {
    self.init(name: name, proof: .password(password))
  }
}
