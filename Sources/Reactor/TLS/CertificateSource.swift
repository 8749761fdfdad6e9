import COpenSSL
import CSignaldOpenSSL

/// Where a certificate chain and its private key come from; both are PEM (RFC 7468), leaf first.
public enum CertificateSource: Hashable, Sendable {
  /// Paths.
  case files(certificate: String, key: String)
  /// The texts themselves.
  case text(certificate: String, key: String)

  /// Reads both and gives them to a context.
  func load(into context: borrowing TLSContextHandle) throws(TLSError) {
    ERR_clear_error()
    switch self {
    case .files(let certificate, let key):
      try CertificateSource.loadChain(
        PEMReader(file: certificate, as: "certificate file \(certificate)"), into: context)
      try CertificateSource.loadKey(
        PEMReader(file: key, as: "key file \(key)"), into: context)
    case .text(let certificate, let key):
      try CertificateSource.loadChain(
        PEMReader(text: certificate, as: "certificate"), into: context)
      try CertificateSource.loadKey(PEMReader(text: key, as: "key"), into: context)
    }
  }

  private static func loadChain(
    _ reader: consuming PEMReader, into context: borrowing TLSContextHandle
  ) throws(TLSError) {
    // What the reader hands out is ours to free, below.
    guard let leaf = unsafe try reader.nextCertificate() else {
      throw TLSError("\(reader.subject): no certificate")
    }
    // The context takes a reference of its own, and ours is given back.
    let isUsable = unsafe SSL_CTX_use_certificate(context.pointer, leaf) == 1
    unsafe X509_free(leaf)
    guard isUsable else { throw .last(about: reader.subject) }
    while let issuer = unsafe try reader.nextCertificate() {
      // As above.
      let isUsable = unsafe csignald_ctx_add_chain_certificate(context.pointer, issuer) == 1
      unsafe X509_free(issuer)
      guard isUsable else { throw .last(about: reader.subject) }
    }
  }

  private static func loadKey(
    _ reader: consuming PEMReader, into context: borrowing TLSContextHandle
  ) throws(TLSError) {
    // What the reader hands out is ours to free, below.
    let key = unsafe try reader.privateKey()
    // The context takes a reference of its own, and ours is given back. A key that does not belong
    // to the certificate is refused here.
    let isUsable = unsafe SSL_CTX_use_PrivateKey(context.pointer, key) == 1
    unsafe EVP_PKEY_free(key)
    guard isUsable, unsafe SSL_CTX_check_private_key(context.pointer) == 1 else {
      throw .last(about: reader.subject)
    }
  }
}
