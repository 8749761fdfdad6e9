import SansIO
import SignaldCrypto

/// All that is kept of a request to answer it, at once or later.
struct ReplyTo {
  /// Where the request came by, and the answer leaves (RFC 8489 section 6.3.1.2).
  var route: Route
  /// Its two ends, as nonces are bound to them.
  var ends: Path
  /// Who sent it.
  var origin: Endpoint
  /// What was asked for.
  var method: Method
  /// The transaction.
  var id: TransactionID
  /// Whether the request carried FINGERPRINT, so that the answer does too (section 7).
  var hasFingerprint: Bool
  /// How often the client says it has sent the request; `nil` if it does not say (RFC 7982).
  var transmission: UInt8?
  /// How to sign the answer; `nil` for a request that proved nothing.
  var seal: Seal?

  /// The integrity of an answer (section 9.2.4).
  struct Seal {
    /// SHA-1 or SHA-256.
    var integrity: Integrity
    /// The key of the user.
    var key: Digest
  }

  /// Notes how to answer a datagram.
  init(_ message: Message, _ datagram: Datagram) {
    self.init(message, .path(datagram.path), ends: datagram.path, origin: datagram.origin)
  }

  /// Notes how to answer a message of a stream.
  init(_ message: Message, _ link: ClientLink) {
    self.init(message, .link(link.id), ends: link.ends, origin: link.ends.remote)
  }

  private init(_ message: Message, _ route: Route, ends: Path, origin: Endpoint) {
    self.route = route
    self.ends = ends
    self.origin = origin
    method = message.method
    id = message.id
    hasFingerprint = message.hasFingerprint
    transmission = message.transmitCounter()?.request
  }
}

extension ReplyTo {
  /// The same without integrity: for a challenge.
  var unsealed: ReplyTo {
    var reply = self
    reply.seal = nil
    return reply
  }
}
