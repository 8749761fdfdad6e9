import SansIO
import SignaldCrypto
import StunTurn
import TestSupport

/// A request to a gate, right in every respect until a test bends it.
struct GateRequest {
  var user: String? = "alice"
  var password = "wonder"
  var realm: String? = "example.org"
  /// What the password is hashed with, if not with `realm`.
  var keyRealm: String?
  var nonce: [UInt8]?
  var integrities: [Integrity] = [.sha1]
  /// What the key is derived by, and sent as PASSWORD-ALGORITHM.
  var algorithm: PasswordAlgorithm?
  /// The value of PASSWORD-ALGORITHMS.
  var offer: [PasswordAlgorithm]?
  /// The value of USERHASH.
  var hash: [UInt8]?

  /// A request as a client of RFC 8489 makes it.
  static func modern(
    _ algorithm: PasswordAlgorithm = .sha256, user: String = "alice", password: String = "wonder"
  ) -> GateRequest {
    GateRequest(
      user: user, password: password, integrities: [.sha256], algorithm: algorithm,
      offer: [.sha256, .md5])
  }

  /// The same with USERHASH in place of USERNAME.
  var anonymous: GateRequest {
    var request = self
    request.hash = UserHash.of(user: user ?? "", realm: realm ?? "").array
    return request
  }

  /// The bytes on the wire.
  var bytes: [UInt8] {
    var authenticator = Authenticator()
    let key = LongTermKey.derive(
      user: user ?? "", realm: keyRealm ?? realm ?? "", password: password,
      by: algorithm?.function ?? .md5)
    return encoded(.allocate) { output in
      output.append(.requestedTransport, uint32: 17 << 24)
      if let hash {
        output.append(.userHash, bytes: hash.raw)
      } else if let user {
        output.append(.username, text: user)
      }
      if let realm { output.append(.realm, text: realm) }
      if let nonce { output.append(.nonce, bytes: nonce.raw) }
      if let offer { output.append(passwordAlgorithms: offer) }
      if let algorithm { output.append(algorithm) }
      for integrity in integrities {
        key.withBytes { output.append(integrity, key: $0, using: &authenticator) }
      }
      output.endMessage()
    }
  }
}
