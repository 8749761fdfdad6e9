import SansIO
import SignaldCrypto

/// What a server asked for in a 401 or 438, and the key that answers it (RFC 8489 section 9.2.5).
struct ClientChallenge {
  /// The most bytes of a REALM or NONCE (RFC 8489 sections 14.9, 14.10).
  static let textLimit = 763

  /// The name to authenticate with.
  let user: String
  /// The realm the server named.
  let realm: String
  /// The nonce to send back.
  let nonce: String
  /// How requests are protected; answers must be protected alike.
  let integrity: Integrity
  /// The long-term key for user and realm.
  let key: Digest

  /// Reads REALM and NONCE; `nil` if one is missing, empty, too long or not UTF-8.
  init?(of message: Message, for credential: Credential, after previous: ClientChallenge?) {
    guard let realm = ClientChallenge.text(.realm, of: message),
      let nonce = ClientChallenge.text(.nonce, of: message)
    else { return nil }
    user = credential.user
    self.realm = realm
    self.nonce = nonce
    integrity = .sha1
    if let previous, previous.realm == realm {
      key = previous.key
    } else {
      key = LongTermKey.derive(user: user, realm: realm, password: credential.password)
    }
  }

  private static func text(_ type: AttributeType, of message: Message) -> String? {
    guard let value = message.first(type), (1...textLimit).contains(value.byteCount) else {
      return nil
    }
    return String(validating: value.copied(), as: UTF8.self)
  }
}
