import SansIO

/// A channel (RFC 8656 section 12) as a route both ways: all a packet needs, in 96 bytes.
struct Channel: BitwiseCopyable {
  /// When packets stop: the first of what channel, permission and allocation have left.
  var routedUntil: Instant
  /// The way to the client.
  var client: Route
  /// Its number.
  var number: ChannelNumber
  /// The slot of its allocation.
  var allocation: UInt32
  /// The peer as the client knows it.
  var peer: Endpoint
  /// The socket towards the peer.
  var relay: SocketID
  /// The place of its allocation's meter, or `RelayMeter.none`.
  var meter: UInt32
}
