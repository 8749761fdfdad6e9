import SansIO
import SignaldCrypto
import StunTurn

/// The accounts as the test knows them: who may use the server, and until when.
final class Keyring {
  static let realm = "example.org"
  static let secret = "shh"
  static let users = ["alice": "wonder", "bob": "builder"]

  private var keys: [String: LongTermKeys] = [:]

  /// The password of a user; of a time-limited name, what the shared secret makes of it.
  static func password(of user: String) -> String? {
    if let password = users[user] { return password }
    guard expiry(of: user) != nil else { return nil }
    var authenticator = Authenticator()
    let code = authenticator.code(.sha1, key: Array(secret.utf8), over: Array(user.utf8))
    return Base64.encode(code.array)
  }

  /// The long-term key of a user for an algorithm; MD5 if it named none.
  func key(of user: String, _ algorithm: PasswordAlgorithm?) -> Digest? {
    if let own = keys[user] { return own.key(algorithm ?? .md5) }
    guard let password = Keyring.password(of: user) else { return nil }
    let own = LongTermKeys(user: user, realm: Keyring.realm, password: password)
    keys[user] = own
    return own.key(algorithm ?? .md5)
  }

  /// Whose quota a request counts for if it proves who sent it at that Unix second; else `nil`.
  func admits(_ request: SeenMessage, at unixSeconds: Int64) -> String? {
    guard let user = request.user, request.realm == Keyring.realm,
      let key = key(of: user, request.algorithm),
      Keyring.expiry(of: user).map({ $0 > unixSeconds }) ?? true,
      request.isIntact(key, request.algorithm)
    else { return nil }
    return user.split(separator: ":").last.map(String.init)
  }

  private static func expiry(of user: String) -> Int64? {
    let parts = user.split(separator: ":")
    return parts.count == 2 ? Int64(parts[0]) : nil
  }
}
