import SansIO
import SignaldCrypto

/// Who may use the server: named users, and whoever holds a credential made from a shared secret.
///
/// Holds keys and secrets but no user's password (RFC 8656 section 5). It never changes: others
/// take its place by `TURNServer.Command.replace(accounts:)`, and no client notices.
public struct Accounts: Hashable, Sendable {
  /// How many characters a realm may have (RFC 8489 section 14.9).
  public static let maximumRealmCount = 127
  /// How many bytes a user name may have (RFC 8489 section 14.3).
  public static let maximumNameCount = 508
  /// How many secrets may be valid at a time: each costs a stranger's request six digests.
  public static let maximumSecretCount = 8

  /// The realm of all these accounts.
  public let realm: String
  /// The long-term keys of named users.
  private let keys: [String: LongTermKeys]
  /// Named users by what USERHASH holds for them (RFC 8489 section 14.4).
  private let names: [Digest: String]
  /// The secrets of time-limited credentials, the one most used first.
  let secrets: [CredentialSecret]
  /// A key nobody holds: a request by an unknown user is checked against it, to cost the same time.
  let decoy: Digest

  /// Derives the keys of named users (RFC 8489 section 9.2.2); passwords are not kept. Realm, names
  /// and passwords are prepared by `OpaqueString`.
  public init(realm: String, users: [Account], secrets: [String]) throws(AccountsError) {
    guard (1...Accounts.maximumRealmCount).contains(realm.unicodeScalars.count),
      let realm = OpaqueString.prepare(realm)
    else { throw .realm }
    guard secrets.count <= Accounts.maximumSecretCount, !secrets.contains("") else {
      throw .secrets
    }
    var keys: [String: LongTermKeys] = [:]
    var names: [Digest: String] = [:]
    for user in users {
      guard let name = OpaqueString.prepare(user.name),
        name.utf8.count <= Accounts.maximumNameCount
      else { throw .name(user.name) }
      let own = try Accounts.keys(of: name, realm, user.proof)
      guard keys.updateValue(own, forKey: name) == nil else { throw .duplicate(name) }
      names[UserHash.of(user: name, realm: realm)] = name
    }
    self.realm = realm
    self.keys = keys
    self.names = names
    self.secrets = secrets.map { CredentialSecret($0) }
    decoy = LongTermKey.derive(user: "", realm: realm, password: "")
  }

  /// The same for users with passwords.
  public init(
    realm: String, users: [(name: String, password: String)], secrets: [String]
  ) throws(AccountsError) {
    try self.init(
      realm: realm, users: users.map { Account(name: $0.name, password: $0.password) },
      secrets: secrets)
  }

  /// What challenges offer: anonymity only where every user can be found by a hash. Who is offered
  /// it must use it (RFC 8489 section 9.2.5), and nobody can know beforehand the names that issuers
  /// of time-limited credentials will make.
  var features: SecurityFeatures {
    secrets.isEmpty ? [.passwordAlgorithms, .usernameAnonymity] : [.passwordAlgorithms]
  }

  /// Whether there is a named user of this name.
  func has(_ user: String) -> Bool { keys[user] != nil }

  /// The key of a named user for an algorithm, if it is known.
  func key(of user: String, _ algorithm: PasswordAlgorithm) -> Digest? {
    keys[user]?.key(algorithm)
  }

  /// The named user a USERHASH stands for.
  func user(hashed hash: Digest) -> String? { names[hash] }

  private static func keys(
    of name: String, _ realm: String, _ proof: Account.Proof
  ) throws(AccountsError) -> LongTermKeys {
    switch proof {
    case .keys(let keys):
      guard keys.md5 != nil || keys.sha256 != nil, keys.md5?.count ?? 16 == 16,
        keys.sha256?.count ?? 32 == 32
      else { throw .password(name) }
      return keys
    case .password(let password):
      guard let password = OpaqueString.prepare(password) else { throw .password(name) }
      return LongTermKeys(user: name, realm: realm, password: password)
    }
  }
}
