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

  /// The bytes on the wire.
  var bytes: [UInt8] {
    var authenticator = Authenticator()
    let key = LongTermKey.derive(
      user: user ?? "", realm: keyRealm ?? realm ?? "", password: password)
    return encoded(.allocate) { output in
      output.append(.requestedTransport, uint32: 17 << 24)
      if let user { output.append(.username, text: user) }
      if let realm { output.append(.realm, text: realm) }
      if let nonce { output.append(.nonce, bytes: nonce.raw) }
      for integrity in integrities {
        key.withBytes { output.append(integrity, key: $0, using: &authenticator) }
      }
      output.endMessage()
    }
  }
}
