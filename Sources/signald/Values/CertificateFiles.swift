/// Where a certificate chain and its private key are, both PEM.
struct CertificateFiles: Hashable, Sendable {
  /// The path of the chain, the server's own certificate first.
  let certificate: String
  /// The path of the key.
  let key: String
}
