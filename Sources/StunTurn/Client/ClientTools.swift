import SignaldCrypto

/// What every client machine needs besides its own state; one set serves many clients.
struct ClientTools: ~Copyable {
  /// For transaction ids.
  var entropy: Entropy
  /// For integrity attributes.
  var authenticator = Authenticator()

  /// Makes tools that draw from this generator.
  init(entropy: consuming Entropy) { self.entropy = entropy }
}
