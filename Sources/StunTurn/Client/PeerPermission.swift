import SansIO

/// Leave to exchange datagrams with an address (RFC 8656 section 9).
struct PeerPermission: Hashable {
  /// Seconds the server keeps it.
  static let lifetime: UInt64 = 300
  /// Seconds after which it is renewed.
  static let renewal: UInt64 = 240

  /// The address, whatever the port.
  let address: IPAddress
  /// How it stands.
  var grant = Grant.asked

  /// The server granted what was first sent at `sent`.
  mutating func grant(from sent: Instant) {
    grant = .granted(
      until: sent.adding(seconds: PeerPermission.lifetime),
      renewal: sent.adding(seconds: PeerPermission.renewal))
  }
}
