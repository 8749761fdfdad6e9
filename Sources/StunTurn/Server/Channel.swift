import SansIO

/// A channel (RFC 8656 section 12) as a route both ways: one record says all a packet needs.
struct Channel: BitwiseCopyable {
  /// When packets stop: the first of what channel, permission and allocation have left.
  var routedUntil: Instant
  /// The slot of its allocation.
  var allocation: UInt32
  /// Its number.
  var number: ChannelNumber
  /// The way to the client.
  var client: Path
  /// The way to the peer.
  var relay: Path
  /// The peer as the client knows it; differs from `relay.remote` behind an external address.
  var peer: Endpoint
  /// When the binding ends unless it is refreshed.
  var expires: Instant
  /// The timer of its end.
  var timer: Timers<Expiry>.ID?
}
