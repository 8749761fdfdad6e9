import COpenSSL

/// What a client needs for TLS: whom it trusts.
public final class TLSClientContext: Sendable {
  /// Whether servers must show a certificate that is trusted and valid for their name.
  public let verifiesPeer: Bool
  private let handle: TLSContextHandle

  /// Trusts the authorities in a PEM file, or those of the system if there is none.
  public init(verifiesPeer: Bool = true, caFile: String? = nil) throws(TLSError) {
    let handle = try TLSContextHandle.make(.client)
    // The context is ours alone until this returns, and OpenSSL copies the path.
    unsafe SSL_CTX_set_verify(
      handle.pointer, verifiesPeer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
    if let caFile {
      let subject = "authorities file \(caFile)"
      guard !caFile.utf8.contains(0) else { throw TLSError("\(subject): not a path") }
      guard unsafe SSL_CTX_load_verify_file(handle.pointer, caFile) == 1 else {
        throw .last(about: subject)
      }
    } else if verifiesPeer {
      guard unsafe SSL_CTX_set_default_verify_paths(handle.pointer) == 1 else {
        throw .last(about: "the system's authorities")
      }
    }
    self.verifiesPeer = verifiesPeer
    self.handle = handle
  }

  /// A new session, which the caller frees.
  @unsafe
  func makeSession() -> OpaquePointer? {
    // The session takes a reference to the context.
    unsafe SSL_new(handle.pointer)
  }
}
