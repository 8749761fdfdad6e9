import COpenSSL

/// What a client needs for TLS: whom it trusts.
public final class TLSClientContext: Sendable {
  /// Whether servers must show a certificate that is trusted and valid for their name.
  public let verifiesPeer: Bool
  private let stream: TLSContextHandle
  private let datagrams: TLSContextHandle

  /// Trusts the authorities in a PEM file, or those of the system if there is none.
  public init(verifiesPeer: Bool = true, caFile: String? = nil) throws(TLSError) {
    let stream = try TLSContextHandle.make(.client)
    let datagrams = try TLSContextHandle.make(.client, for: .datagrams)
    if let caFile {
      let subject = "authorities file \(caFile)"
      guard !caFile.utf8.contains(0) else { throw TLSError("\(subject): not a path") }
      // The context is ours alone until this returns, and OpenSSL copies the path.
      guard unsafe SSL_CTX_load_verify_file(stream.pointer, caFile) == 1 else {
        throw .last(about: subject)
      }
    } else if verifiesPeer {
      // As above.
      guard unsafe SSL_CTX_set_default_verify_paths(stream.pointer) == 1 else {
        throw .last(about: "the system's authorities")
      }
    }
    let mode = verifiesPeer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE
    // As above; the authorities are read once, and the second context takes a reference.
    unsafe SSL_CTX_set_verify(stream.pointer, mode, nil)
    unsafe SSL_CTX_set_verify(datagrams.pointer, mode, nil)
    unsafe SSL_CTX_set1_cert_store(datagrams.pointer, SSL_CTX_get_cert_store(stream.pointer))
    self.verifiesPeer = verifiesPeer
    self.stream = stream
    self.datagrams = datagrams
  }

  /// A new session, which the caller frees.
  @unsafe
  func makeSession(for carrier: TLSCarrier) -> OpaquePointer? {
    // The session takes a reference to the context.
    unsafe SSL_new(carrier == .stream ? stream.pointer : datagrams.pointer)
  }
}
