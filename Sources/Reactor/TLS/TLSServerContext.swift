import COpenSSL
import Synchronization

/// What a server needs for TLS: a certificate, its key and the protocols to choose from.
///
/// One may serve all loops. The certificate can be exchanged while connections live.
public final class TLSServerContext: Sendable {
  private let handle: Mutex<TLSContextHandle>
  private let source: Mutex<CertificateSource>
  private let protocols: ProtocolNames

  /// Reads a PEM chain, leaf first, and its key. `alpn` is in order of preference; when it is
  /// empty, whatever clients offer is ignored.
  public convenience init(
    certificateFile: String, keyFile: String, alpn: [String] = []
  ) throws(TLSError) {
    try self.init(.files(certificate: certificateFile, key: keyFile), alpn: alpn)
  }

  /// Takes a PEM chain, leaf first, and its key as text.
  public convenience init(
    certificatePEM: String, keyPEM: String, alpn: [String] = []
  ) throws(TLSError) {
    try self.init(.text(certificate: certificatePEM, key: keyPEM), alpn: alpn)
  }

  private init(_ source: CertificateSource, alpn: [String]) throws(TLSError) {
    protocols = try ProtocolNames(alpn)
    handle = Mutex(try TLSServerContext.makeHandle(source, protocols))
    self.source = Mutex(source)
  }

  /// Reads the files again: new handshakes get the new certificate, live connections keep theirs.
  /// After an error the old certificate stays.
  public func reload() throws(TLSError) {
    try exchange(source.withLock { $0 })
  }

  /// Exchanges the certificate for one given as text, with the same effect.
  public func reload(certificatePEM: String, keyPEM: String) throws(TLSError) {
    try exchange(.text(certificate: certificatePEM, key: keyPEM))
  }

  private func exchange(_ newSource: CertificateSource) throws(TLSError) {
    var fresh: TLSContextHandle? = try TLSServerContext.makeHandle(newSource, protocols)
    handle.withLock { held in
      if let new = fresh.take() { held = new }
    }
    source.withLock { $0 = newSource }
  }

  /// A new session with the newest certificate, which the caller frees.
  @unsafe
  func makeSession() -> OpaquePointer? {
    // The session takes a reference to the context it is made from.
    unsafe handle.withLock { unsafe SSL_new($0.pointer) }
  }

  private static func makeHandle(
    _ source: CertificateSource, _ protocols: ProtocolNames
  ) throws(TLSError) -> TLSContextHandle {
    let handle = try TLSContextHandle.make(.server)
    try source.load(into: handle)
    if !protocols.isEmpty {
      // The names outlive the context's use: each session keeps this object, and it keeps them.
      unsafe SSL_CTX_set_alpn_select_cb(
        handle.pointer, chooseProtocol, Unmanaged.passUnretained(protocols).toOpaque())
    }
    return handle
  }
}

/// RFC 7301 §3.2: our most preferred protocol that the client offers, else a fatal alert.
private func chooseProtocol(
  _: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
  _ chosenCount: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?,
  _ offeredCount: UInt32, _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  // OpenSSL hands in the object given in `makeHandle`, two places to write to, the client's list.
  guard let argument = unsafe argument else { return SSL_TLSEXT_ERR_ALERT_FATAL }
  let own = unsafe Unmanaged<ProtocolNames>.fromOpaque(argument).takeUnretainedValue().bytes
  var found: UnsafeMutablePointer<UInt8>?
  let result = unsafe SSL_select_next_proto(
    &found, chosenCount, own.baseAddress, UInt32(own.count), offered, offeredCount)
  guard result == OPENSSL_NPN_NEGOTIATED else { return SSL_TLSEXT_ERR_ALERT_FATAL }
  unsafe chosen?.pointee = UnsafePointer(found)
  return SSL_TLSEXT_ERR_OK
}
