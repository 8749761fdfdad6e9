import COpenSSL
import CSignaldOpenSSL
import Glibc

/// Why certificates, keys or settings for TLS cannot be used, in words for the operator.
public struct TLSError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What cannot be used, and why: `certificate file a.pem: No such file or directory`.
  public let description: String

  /// Makes an error from words of our own.
  init(_ description: String) { self.description = description }

  /// What OpenSSL says of its last failing call on this thread; its queue is empty afterwards.
  static func last(about subject: String) -> TLSError {
    let code = ERR_peek_error()
    ERR_clear_error()
    return TLSError("\(subject): \(text(of: code))")
  }

  /// The words for a reason that a handshake, a read or `Ending.tls` carries.
  public static func text(ofReason reason: Int32) -> String {
    // OpenSSL returns a constant text or nothing.
    guard let text = unsafe csignald_ssl_reason(reason) else { return "TLS failure \(reason)" }
    return unsafe String(cString: text)
  }

  /// The reason of the last failing call on this thread, 0 if there is none; empties the queue.
  ///
  /// What libssl says goes before what libcrypto said about the same failure.
  static func takeReason() -> Int32 {
    var reason: Int32 = 0
    while case let code = ERR_get_error(), code != 0 {
      if ERR_GET_LIB(code) == ERR_LIB_SSL {
        ERR_clear_error()
        return ERR_GET_REASON(code)
      }
      if reason == 0 { reason = ERR_GET_REASON(code) }
    }
    return reason
  }

  private static func text(of code: UInt) -> String {
    if ERR_GET_LIB(code) == ERR_LIB_SYS {
      // The text is read before anything else can call strerror on this thread.
      return unsafe String(cString: strerror(ERR_GET_REASON(code)))
    }
    // OpenSSL returns a constant text or nothing.
    guard let text = unsafe ERR_reason_error_string(code) else { return "failure \(code)" }
    return unsafe String(cString: text)
  }
}
