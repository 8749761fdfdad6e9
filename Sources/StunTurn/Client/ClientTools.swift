import SignaldCrypto

/// What every client machine needs besides its own state; one set serves many clients.
struct ClientTools: ~Copyable {
  var entropy: Entropy
  var authenticator = Authenticator()

  init(entropy: consuming Entropy) { self.entropy = entropy }
}
