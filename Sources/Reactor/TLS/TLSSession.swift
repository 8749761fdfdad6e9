import COpenSSL
import CSignaldOpenSSL
import SansIO

/// One TLS connection without a socket: ciphertext in, plaintext out, and the other way.
///
/// It holds what was fed and not yet read, and what was produced and not yet taken, nothing else.
/// Feeding can produce ciphertext even after the handshake, because a key update is answered in
/// kind: who takes nothing should feed nothing. After a failure an alert may wait to be taken;
/// whatever is fed then is dropped.
@safe
public struct TLSSession: ~Copyable, @unchecked Sendable {
  // Sendable, because the OpenSSL session has one owner, and only its calls use it.

  /// How far the handshake is.
  public enum HandshakeState: Hashable, Sendable {
    /// It needs more from the peer; there may be ciphertext to take.
    case handshaking
    /// Data can flow.
    case done
    /// It failed for this reason, which `TLSError.text(ofReason:)` puts in words.
    case failed(Int32)
  }

  /// What a read gave.
  public enum ReadResult: Hashable, Sendable {
    /// This many bytes.
    case bytes(Int)
    /// Nothing until more is fed.
    case wantsMore
    /// The peer has sent close_notify: there will be no more, and nothing is missing.
    case closed
    /// The connection failed for this reason.
    case failed(Int32)
  }

  /// The OpenSSL session, freed in deinit.
  let ssl: OpaquePointer
  /// What was fed and not yet read; the session owns it.
  let input: OpaquePointer
  private let output: OpaquePointer
  /// Kept for what the OpenSSL session points to.
  private let keyring: ServerKeyring?
  private var state: HandshakeState = .handshaking
  private var isPeerFinished = false

  /// Makes the server's end of a connection.
  public init(server: TLSServerContext) { self.init(server: server, over: .stream) }

  /// Makes the server's end of a connection or an association.
  init(server: TLSServerContext, over carrier: TLSCarrier) {
    let keyring = server.newestKeyring
    self.keyring = keyring
    unsafe (ssl, input, output) = unsafe TLSSession.attach(
      keyring.makeSession(for: carrier), carrier)
    // The session is ours alone.
    unsafe SSL_set_accept_state(ssl)
  }

  /// Makes the client's end of a connection to a DNS name or an IP address.
  ///
  /// The name is what the certificate is verified for; DNS names are sent as SNI too (RFC 6066 §3).
  public init(
    client: TLSClientContext, serverName: String, alpn: [String] = []
  ) throws(TLSError) {
    try self.init(client: client, serverName: serverName, alpn: alpn, over: .stream)
  }

  /// Makes the client's end of a connection or an association.
  init(
    client: TLSClientContext, serverName: String, alpn: [String], over carrier: TLSCarrier
  ) throws(TLSError) {
    let offer = try ProtocolNames(alpn)
    let parts = unsafe TLSSession.attach(client.makeSession(for: carrier), carrier)
    do throws(TLSError) {
      unsafe try TLSSession.ask(for: serverName, verifying: client.verifiesPeer, on: parts.ssl)
      unsafe try TLSSession.offer(offer, on: parts.ssl)
    } catch {
      // Nobody else has the session yet.
      unsafe SSL_free(parts.ssl)
      throw error
    }
    // The session is ours alone.
    unsafe SSL_set_connect_state(parts.ssl)
    unsafe (ssl, input, output) = unsafe parts
    keyring = nil
  }

  deinit {
    // The one owner of the session ends here; the session owns both BIOs.
    unsafe SSL_free(ssl)
  }

  // MARK: Bytes

  /// Takes in what came from the peer. The bytes are copied.
  public mutating func receive(_ ciphertext: UnsafeRawBufferPointer) {
    if case .failed = state { return }
    guard unsafe !ciphertext.isEmpty, !isPeerFinished else { return }
    // A memory BIO grows as needed and takes all; the pointer is good for the call.
    let result = unsafe BIO_write(
      input, ciphertext.baseAddress, Int32(clamping: ciphertext.count))
    precondition(Int(result) == ciphertext.count, "libssl: BIO_write")
  }

  /// Goes on with the handshake as far as what was fed allows.
  public mutating func step() -> HandshakeState {
    guard state == .handshaking else { return state }
    ERR_clear_error()
    // The session is ours alone, and nothing comes between the call and its error.
    let result = unsafe SSL_do_handshake(ssl)
    if result == 1 {
      state = .done
    } else if unsafe SSL_get_error(ssl, result) != SSL_ERROR_WANT_READ {
      fail()
    }
    return state
  }

  /// Decrypts up to a buffer full of what was fed. Call again until it wants more.
  public mutating func read(into plaintext: UnsafeMutableRawBufferPointer) -> ReadResult {
    if case .failed(let reason) = state { return .failed(reason) }
    if isPeerFinished { return .closed }
    guard unsafe state == .done && !plaintext.isEmpty else { return .wantsMore }
    ERR_clear_error()
    var count = 0
    // OpenSSL writes at most as many bytes as the buffer has.
    let result = unsafe SSL_read_ex(ssl, plaintext.baseAddress, plaintext.count, &count)
    if result == 1 { return .bytes(count) }
    switch unsafe SSL_get_error(ssl, result) {
    case SSL_ERROR_WANT_READ:
      return .wantsMore
    case SSL_ERROR_ZERO_RETURN:
      isPeerFinished = true
      return .closed
    default:
      return .failed(fail())
    }
  }

  /// Encrypts the whole of some data. Returns whether it could: not before the handshake is done,
  /// nor after a failure or `shutdown()`.
  public mutating func write(_ plaintext: UnsafeRawBufferPointer) -> Bool {
    // The session is ours alone.
    guard state == .done, unsafe SSL_get_shutdown(ssl) & SSL_SENT_SHUTDOWN == 0 else {
      return false
    }
    if unsafe plaintext.isEmpty { return true }
    ERR_clear_error()
    var count = 0
    // A memory BIO takes everything at once, and the pointer is good for the call.
    let result = unsafe SSL_write_ex(ssl, plaintext.baseAddress, plaintext.count, &count)
    if result == 1 && count == plaintext.count { return true }
    fail()
    return false
  }

  /// How many bytes wait to be sent to the peer.
  public var pendingCiphertext: Int {
    // The BIO lives as long as the session.
    unsafe BIO_ctrl_pending(output)
  }

  /// Moves out up to a buffer full of what is to be sent to the peer; returns how many bytes.
  public mutating func takeCiphertext(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard unsafe !buffer.isEmpty else { return 0 }
    // OpenSSL writes at most as many bytes as the buffer has, and -1 says there are none.
    return max(0, unsafe Int(BIO_read(output, buffer.baseAddress, Int32(clamping: buffer.count))))
  }

  /// Queues close_notify: nothing can be written any more, but still be read. Does nothing before
  /// the handshake is done.
  public mutating func shutdown() {
    guard state == .done else { return }
    ERR_clear_error()
    // The result only tells whether the peer has closed too.
    _ = unsafe SSL_shutdown(ssl)
    ERR_clear_error()
  }

  // MARK: What was agreed

  /// The name the client asked for (SNI), if any.
  public var serverName: String? {
    // The text belongs to the session and is copied here.
    guard let name = unsafe SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) else { return nil }
    return unsafe String(cString: name)
  }

  /// The protocol agreed on (RFC 7301), if any.
  public var alpn: String? {
    var name: UnsafePointer<UInt8>?
    var count: UInt32 = 0
    // The bytes belong to the session and are copied here.
    unsafe SSL_get0_alpn_selected(ssl, &name, &count)
    guard let name = unsafe name, count > 0 else { return nil }
    return unsafe String(
      decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
  }

  /// The version agreed on; `nil` until the handshake is done.
  public var protocolVersion: TLSVersion? {
    guard state == .done else { return nil }
    // The session is ours.
    return unsafe TLSVersion(rawValue: UInt16(truncatingIfNeeded: SSL_version(ssl)))
  }

  // MARK: Inside

  /// Takes note of a failure; answers its reason.
  @discardableResult
  mutating func fail() -> Int32 {
    let reason = TLSError.takeReason()
    state = .failed(reason)
    return reason
  }

  private typealias Parts = (ssl: OpaquePointer, input: OpaquePointer, output: OpaquePointer)

  private static func attach(_ session: OpaquePointer?, _ carrier: TLSCarrier) -> Parts {
    // The session becomes the owner of both BIOs.
    guard let ssl = unsafe session, let input = unsafe BIO_new(BIO_s_mem()),
      let output = unsafe BIO_new(BIO_s_mem())
    else { fatalError("libssl: no memory") }
    unsafe SSL_set_bio(ssl, input, output)
    if carrier == .datagrams {
      let isSet = unsafe csignald_set_mtu(ssl, datagramCount)
      precondition(isSet == 1, "libssl: SSL_set_mtu")
    }
    return unsafe (ssl, input, output)
  }

  private static func ask(
    for name: String, verifying: Bool, on ssl: OpaquePointer
  ) throws(TLSError) {
    let subject = "server name \"\(name)\""
    // An empty name would switch verification off, and C ends texts at the first zero.
    guard (1...Limits.nameCount).contains(name.utf8.count), !name.utf8.contains(0) else {
      throw TLSError("\(subject): neither a DNS name nor an IP address")
    }
    ERR_clear_error()
    let isSet: Bool
    // OpenSSL copies the name.
    if IPAddress(name) != nil {
      isSet =
        unsafe !verifying || X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name) == 1
    } else {
      unsafe SSL_set_hostflags(ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
      isSet =
        unsafe csignald_set_host_name(ssl, name) == 1
        && (!verifying || SSL_set1_host(ssl, name) == 1)
    }
    guard isSet else { throw .last(about: subject) }
  }

  private static func offer(
    _ protocols: ProtocolNames, on ssl: OpaquePointer
  ) throws(TLSError) {
    if protocols.isEmpty { return }
    ERR_clear_error()
    // OpenSSL copies the names, and this function of all returns 0 on success.
    let result = unsafe SSL_set_alpn_protos(
      ssl, protocols.bytes.baseAddress, UInt32(protocols.bytes.count))
    guard result == 0 else { throw .last(about: "protocol names") }
  }

  private enum Limits {
    /// RFC 1035 §2.3.4.
    static let nameCount = 255
  }
}
