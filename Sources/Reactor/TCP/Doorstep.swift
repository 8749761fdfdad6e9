/// What is still to be found out about an accepted stream before a machine hears of it.
struct Doorstep {
  /// The most bytes looked at: a PROXY header and the first of what follows.
  static let limit = 4_096
  /// The content type of a TLS handshake record (RFC 8446 §5.1): nothing else we speak begins so.
  static let tlsHandshake: UInt8 = 0x16

  /// What it is secured with, if it is or may be.
  let secure: TLSServerContext?
  /// Whether it may turn out to be plain.
  let takesPlain: Bool
  /// Whether a PROXY header comes first.
  var awaitsProxy: Bool
}
