import COpenSSL
import CSignaldOpenSSL

// What a session over datagrams needs besides. It is fed one datagram at a time: a memory BIO would
// join them.

extension TLSSession {
  /// How many bytes a datagram of a handshake has at most: what passes through tunnels too.
  static var datagramCount: Int { 1_200 }
  /// The most bytes one datagram can carry encrypted (RFC 6347 §4.1.1).
  static var payloadLimit: Int { 16_384 }

  /// Takes the ClientHello that answers a HelloVerifyRequest (RFC 6347 §4.2.1). Answers whether a
  /// handshake can go on from there.
  mutating func begin(with hello: UnsafeRawBufferPointer) -> Bool {
    // Copied by the session.
    unsafe receive(hello)
    ERR_clear_error()
    // The session is ours alone.
    let isAccepted = unsafe csignald_listen(ssl) == 1
    ERR_clear_error()
    return isAccepted
  }

  /// Forgets what is left of a datagram that nothing more can be read of.
  mutating func discardInput() {
    // Both belong to the session.
    if unsafe BIO_ctrl_pending(input) > 0 { _ = unsafe BIO_ctrl(input, BIO_CTRL_RESET, 0, nil) }
  }

  /// In how many milliseconds a flight has to be sent again; `nil` if none waits for an answer.
  var timeout: UInt64? {
    // The session is ours.
    let milliseconds = unsafe csignald_timeout(ssl)
    return milliseconds < 0 ? nil : UInt64(milliseconds)
  }

  /// Sends a flight again if it is time. Answers whether there is still hope.
  mutating func handleTimeout() -> Bool {
    ERR_clear_error()
    // The session is ours alone.
    if unsafe csignald_handle_timeout(ssl) >= 0 { return true }
    fail()
    return false
  }
}
