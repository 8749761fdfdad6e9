import SansIO
import SignaldCrypto

/// A secret that credentials are made from, and what follows from it.
struct CredentialSecret: Hashable, Sendable {
  /// Keys the passwords of the TURN REST draft.
  let bytes: [UInt8]
  /// Keys the passwords of passes: another one, so that whoever may have a password of one kind
  /// made for a name of its choice gets none of the other.
  let passKey: [UInt8]

  /// Derives what follows from a secret.
  init(_ text: String) {
    var authenticator = Authenticator()
    bytes = Array(text.utf8)
    passKey =
      authenticator.code(.sha256, key: bytes, over: Array("signald relay pass".utf8)).array
  }

  /// The password of a name under this secret: a code over the name, in base 64.
  func password(
    _ form: CredentialForm, of user: String, using authenticator: inout Authenticator
  ) -> String {
    let key = form == .pass ? passKey : bytes
    let function: HashFunction = form == .sha1 ? .sha1 : .sha256
    return Base64.encode(authenticator.code(function, key: key, over: Array(user.utf8)).array)
  }
}
