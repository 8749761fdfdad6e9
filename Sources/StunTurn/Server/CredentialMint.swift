import SignaldCrypto

/// Makes the passwords of time-limited credentials as a server with the same secret knows them.
public struct CredentialMint: ~Copyable {
  private let secret: CredentialSecret
  private var authenticator = Authenticator()

  /// Makes a mint for a secret.
  public init(secret: String) { self.secret = CredentialSecret(secret) }

  /// The password of a user name.
  public mutating func password(of username: String, _ form: CredentialForm) -> String {
    secret.password(form, of: username, using: &authenticator)
  }
}
