/// What the server proves itself with over TLS.
enum ServerCertificate: Hashable, Sendable {
  /// The paths of a certificate chain and its private key, both PEM.
  case files(certificate: String, key: String)
  /// A certificate made by the server itself, which nobody else vouches for.
  case selfMade
}
