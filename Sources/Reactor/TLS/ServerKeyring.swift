import COpenSSL
import CSignaldOpenSSL

/// A server's certificates as they were read at one time, and the choice among them.
///
/// Whoever holds a session made here holds this too: its contexts point to it.
final class ServerKeyring: Sendable {
  /// One certificate, for streams and for datagrams.
  private final class Entry: Sendable {
    let stream: TLSContextHandle
    let datagrams: TLSContextHandle

    init(_ source: CertificateSource) throws(TLSError) {
      let stream = try TLSContextHandle.make(.server)
      let datagrams = try TLSContextHandle.make(.server, for: .datagrams)
      try source.load(into: stream)
      try source.load(into: datagrams)
      self.stream = stream
      self.datagrams = datagrams
    }

    @unsafe
    func context(for carrier: TLSCarrier) -> OpaquePointer {
      // Good as long as this entry, which lives as long as the keyring.
      carrier == .stream ? unsafe stream.pointer : unsafe datagrams.pointer
    }
  }

  private let entries: [Entry]
  private let protocols: ProtocolNames

  /// Reads all certificates, at least one; the first is for names that none of them has.
  init(_ sources: [CertificateSource], _ protocols: ProtocolNames) throws(TLSError) {
    guard !sources.isEmpty else { throw TLSError("TLS: no certificate") }
    var entries: [Entry] = []
    for source in sources { entries.append(try Entry(source)) }
    self.entries = entries
    self.protocols = protocols
    for entry in entries {
      for carrier in [TLSCarrier.stream, .datagrams] {
        // Nobody else has this object yet.
        unsafe prepare(entry.context(for: carrier))
      }
    }
  }

  private func prepare(_ context: OpaquePointer) {
    if !protocols.isEmpty {
      // Sessions keep this object, and it keeps the names.
      unsafe SSL_CTX_set_alpn_select_cb(
        context, chooseProtocol, Unmanaged.passUnretained(protocols).toOpaque())
    }
    if entries.count > 1 {
      // Sessions keep this object.
      unsafe csignald_ctx_set_name_callback(
        context, chooseCertificate, Unmanaged.passUnretained(self).toOpaque())
    }
  }

  /// A new session, which the caller frees before it lets go of this object.
  @unsafe
  func makeSession(for carrier: TLSCarrier) -> OpaquePointer? {
    // The session takes a reference to the context it is made from.
    unsafe SSL_new(entries[0].context(for: carrier))
  }

  /// The certificate for a name: one that has it, else one whose wildcard covers it, else none.
  @unsafe
  fileprivate func context(
    named name: UnsafePointer<CChar>, for carrier: TLSCarrier
  ) -> OpaquePointer? {
    for flags in [X509_CHECK_FLAG_NO_WILDCARDS, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS] {
      for entry in entries {
        // The context lives as long as this object, and the certificate as long as the context; a
        // length of 0 says that the name ends with zero.
        let context = unsafe entry.context(for: carrier)
        let fits = unsafe X509_check_host(
          SSL_CTX_get0_certificate(context), name, 0, UInt32(flags), nil)
        if fits == 1 { return unsafe context }
      }
    }
    return nil
  }
}

/// RFC 6066 §3: the certificate for the name the client asks for.
private func chooseCertificate(
  _ session: OpaquePointer?, _: UnsafeMutablePointer<Int32>?, _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  // OpenSSL hands in a living session and the object given in `prepare`.
  guard let session = unsafe session, let argument = unsafe argument,
    let name = unsafe SSL_get_servername(session, TLSEXT_NAMETYPE_host_name)
  else { return SSL_TLSEXT_ERR_NOACK }
  let keyring = unsafe Unmanaged<ServerKeyring>.fromOpaque(argument).takeUnretainedValue()
  let carrier: TLSCarrier = unsafe SSL_is_dtls(session) == 1 ? .datagrams : .stream
  guard let context = unsafe keyring.context(named: name, for: carrier) else {
    return SSL_TLSEXT_ERR_NOACK
  }
  return unsafe SSL_set_SSL_CTX(session, context) == nil
    ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_OK
}

/// RFC 7301 §3.2: our most preferred protocol that the client offers, else a fatal alert.
private func chooseProtocol(
  _: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
  _ chosenCount: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?,
  _ offeredCount: UInt32, _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  // OpenSSL hands in the object given in `prepare`, two places to write to, the client's list.
  guard let argument = unsafe argument else { return SSL_TLSEXT_ERR_ALERT_FATAL }
  let own = unsafe Unmanaged<ProtocolNames>.fromOpaque(argument).takeUnretainedValue().bytes
  var found: UnsafeMutablePointer<UInt8>?
  let result = unsafe SSL_select_next_proto(
    &found, chosenCount, own.baseAddress, UInt32(own.count), offered, offeredCount)
  guard result == OPENSSL_NPN_NEGOTIATED else { return SSL_TLSEXT_ERR_ALERT_FATAL }
  unsafe chosen?.pointee = UnsafePointer(found)
  return SSL_TLSEXT_ERR_OK
}
