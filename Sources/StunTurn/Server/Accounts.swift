import SansIO
import SignaldCrypto

/// Who may use the server: named users, and whoever holds a credential made from a shared secret.
///
/// Holds keys and secrets but no user's password (RFC 8656 section 5). It never changes: to change
/// accounts, make a new gate with the same nonce key, and no client notices.
public struct Accounts: Sendable {
  /// How many characters a realm may have (RFC 8489 section 14.9).
  public static let maximumRealmCount = 127
  /// How many bytes a user name may have (RFC 8489 section 14.3).
  public static let maximumNameCount = 508
  /// How many secrets may be valid at a time: each costs a stranger's request three digests.
  public static let maximumSecretCount = 8

  /// The realm of all these accounts.
  public let realm: String
  /// The long-term keys of named users.
  private let keys: [String: Digest]
  /// The secrets of time-limited credentials, the one most used first.
  let secrets: [[UInt8]]
  /// A key nobody holds: a request by an unknown user is checked against it, to cost the same time.
  let decoy: Digest

  /// Derives the keys of named users (`MD5`, RFC 8489 section 9.2.2); passwords are not kept.
  public init(
    realm: String, users: [(name: String, password: String)], secrets: [String]
  ) throws(AccountsError) {
    guard (1...Accounts.maximumRealmCount).contains(realm.unicodeScalars.count) else {
      throw .realm
    }
    guard secrets.count <= Accounts.maximumSecretCount, !secrets.contains("") else {
      throw .secrets
    }
    var keys: [String: Digest] = [:]
    for (name, password) in users {
      guard (1...Accounts.maximumNameCount).contains(name.utf8.count) else { throw .name(name) }
      let key = LongTermKey.derive(user: name, realm: realm, password: password)
      guard keys.updateValue(key, forKey: name) == nil else { throw .duplicate(name) }
    }
    self.realm = realm
    self.keys = keys
    self.secrets = secrets.map { Array($0.utf8) }
    decoy = LongTermKey.derive(user: "", realm: realm, password: "")
  }

  /// The key of a named user.
  func key(of user: String) -> Digest? { keys[user] }

  /// The key of a time-limited credential: its password is the HMAC-SHA-1 of the user name under
  /// the secret, in base 64 (draft-uberti-behave-turn-rest section 2.2).
  func key(
    of user: String, under secret: [UInt8], using authenticator: inout Authenticator
  ) -> Digest {
    let code = authenticator.code(.sha1, key: secret, over: Array(user.utf8))
    return LongTermKey.derive(user: user, realm: realm, password: Base64.encode(code.array))
  }
}
