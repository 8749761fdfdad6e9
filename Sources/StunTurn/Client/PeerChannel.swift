import SansIO

/// A channel number tied to a peer (RFC 8656 section 12).
struct PeerChannel: Hashable {
  /// Seconds the server keeps it.
  static let lifetime: UInt64 = 600
  /// Seconds after which it is renewed.
  static let renewal: UInt64 = 540
  /// Seconds the number rests after its end before it may name another peer.
  static let rest: UInt64 = 300

  /// The number, the same as long as the peer is.
  let number: ChannelNumber
  /// The peer it is tied to.
  var peer: Endpoint
  /// How it stands.
  var grant = Grant.asked
  /// When the server may last have been told of it.
  var asked: Instant

  /// The server granted what was first sent at `sent`.
  mutating func grant(from sent: Instant) {
    grant = .granted(
      until: sent.adding(seconds: PeerChannel.lifetime),
      renewal: sent.adding(seconds: PeerChannel.renewal))
  }

  /// Whether the number may name another peer: even a request whose answer was lost counts.
  func isRested(at now: Instant) -> Bool {
    grant == .lapsed && asked.adding(seconds: PeerChannel.lifetime + PeerChannel.rest) <= now
  }
}
