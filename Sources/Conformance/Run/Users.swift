import SansIO
import SignaldCrypto

/// The users of a run.
struct Users: Sendable {
  /// A name and a password.
  struct User: Hashable, Sendable {
    /// The name.
    let user: String
    /// The password.
    let password: String
  }

  private let right: User
  private let second: User

  /// Makes what the terms ask for; time-limited credentials are good for two hours.
  init(_ terms: Terms, at now: Moment) {
    switch terms.credentials {
    case .password(let user, let password):
      right = User(user: user, password: password)
      second = right
    case .secret(let secret, let user):
      let expiry = now.unixSeconds + 7_200
      right = Users.minted("\(expiry):\(user)", secret)
      second = Users.minted("\(expiry):\(user)-2", secret)
    }
  }

  /// The name and password of an identity.
  subscript(identity: Identity) -> User {
    switch identity {
    case .user: right
    case .imposter: User(user: right.user, password: right.password + "?")
    case .stranger: User(user: right.user + "-unknown", password: right.password)
    case .other: second
    }
  }

  private static func minted(_ user: String, _ secret: String) -> User {
    var authenticator = Authenticator()
    let code = authenticator.code(.sha1, key: Array(secret.utf8), over: Array(user.utf8))
    return User(user: user, password: Base64.encode(code.array))
  }
}
