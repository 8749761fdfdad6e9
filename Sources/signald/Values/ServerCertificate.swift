/// What the server proves itself with over TLS.
enum ServerCertificate: Hashable, Sendable {
  /// Certificate chains and their private keys; the first is for names that no other is for.
  case files([CertificateFiles])
  /// A certificate made by the server itself, which nobody else vouches for.
  case selfMade
}
