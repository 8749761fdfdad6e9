import COpenSSL
import CSignaldOpenSSL

/// Owns one OpenSSL context, set up as both sides want it.
@safe
struct TLSContextHandle: ~Copyable, @unchecked Sendable {
  // Sendable, because OpenSSL lets threads share a context that nobody changes any more.
  /// The context, freed in deinit; good as long as this value is borrowed.
  let pointer: OpaquePointer

  /// Forward secrecy and authenticated encryption only; TLS 1.3 has nothing else anyway.
  private static let ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20"

  /// The two ends of a connection.
  enum Side {
    /// Who connects.
    case client
    /// Who accepts.
    case server
  }

  private init(_ pointer: OpaquePointer) {
    // We become its one owner.
    unsafe self.pointer = unsafe pointer
  }

  deinit {
    // Sessions hold references of their own.
    unsafe SSL_CTX_free(pointer)
  }

  /// Makes a context for one side.
  static func make(
    _ side: Side, for carrier: TLSCarrier = .stream
  ) throws(TLSError) -> TLSContextHandle {
    ERR_clear_error()
    // The methods are constants of the library.
    let method =
      switch (side, carrier) {
      case (.server, .stream): unsafe TLS_server_method()
      case (.client, .stream): unsafe TLS_client_method()
      case (.server, .datagrams): unsafe DTLS_server_method()
      case (.client, .datagrams): unsafe DTLS_client_method()
      }
    guard let pointer = unsafe SSL_CTX_new(method) else { throw .last(about: "TLS") }
    let handle = unsafe TLSContextHandle(pointer)
    // The context is ours alone until it is handed out.
    let oldest = carrier == .stream ? TLS1_2_VERSION : DTLS1_2_VERSION
    guard unsafe csignald_ctx_set_min_version(pointer, oldest) == 1,
      unsafe SSL_CTX_set_cipher_list(pointer, ciphers) == 1
    else { throw .last(about: "TLS settings") }
    _ = unsafe SSL_CTX_set_options(
      pointer, csignald_op_no_renegotiation | csignald_op_no_compression)
    _ = unsafe csignald_ctx_set_mode(
      pointer, Int(SSL_MODE_RELEASE_BUFFERS) | Int(SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER))
    if carrier == .datagrams {
      _ = unsafe SSL_CTX_set_options(pointer, csignald_op_no_query_mtu)
      unsafe csignald_ctx_trust_cookies(pointer)
    }
    // Sessions are resumed by tickets, which cost the server no memory.
    _ = unsafe csignald_ctx_set_session_cache_mode(pointer, Int(SSL_SESS_CACHE_OFF))
    return handle
  }
}
