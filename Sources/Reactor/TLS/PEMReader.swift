import COpenSSL

/// Reads PEM objects one after another from a file or a text.
@safe
struct PEMReader: ~Copyable {
  /// What is read, in words for errors.
  let subject: String
  private let bio: OpaquePointer

  /// Opens a file.
  init(file path: String, as subject: String) throws(TLSError) {
    guard !path.utf8.contains(0) else { throw TLSError("\(subject): not a path") }
    // OpenSSL copies the path.
    guard let bio = unsafe BIO_new_file(path, "r") else { throw .last(about: subject) }
    self.subject = subject
    unsafe self.bio = unsafe bio
  }

  /// Copies a text.
  init(text: String, as subject: String) throws(TLSError) {
    let bytes = Array(text.utf8)
    // A memory BIO copies what is written to it.
    guard let bio = unsafe BIO_new(BIO_s_mem()),
      unsafe bytes.isEmpty || BIO_write(bio, bytes, Int32(clamping: bytes.count)) == bytes.count
    else { throw .last(about: subject) }
    self.subject = subject
    unsafe self.bio = unsafe bio
  }

  deinit {
    // The one owner of the BIO ends here.
    unsafe BIO_free_all(bio)
  }

  /// The next certificate, which the caller frees; `nil` at the end.
  @unsafe
  func nextCertificate() throws(TLSError) -> OpaquePointer? {
    ERR_clear_error()
    if let certificate = unsafe PEM_read_bio_X509(bio, nil, refusePassword, nil) {
      return unsafe certificate
    }
    let code = ERR_peek_error()
    if ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE {
      ERR_clear_error()
      return nil
    }
    throw .last(about: subject)
  }

  /// The first private key, which the caller frees.
  @unsafe
  func privateKey() throws(TLSError) -> OpaquePointer {
    ERR_clear_error()
    guard let key = unsafe PEM_read_bio_PrivateKey(bio, nil, refusePassword, nil) else {
      throw .last(about: subject)
    }
    return unsafe key
  }
}

/// OpenSSL's own answer to an encrypted key is to ask on the terminal.
private func refusePassword(
  _: UnsafeMutablePointer<CChar>?, _: Int32, _: Int32, _: UnsafeMutableRawPointer?
) -> Int32 { -1 }
