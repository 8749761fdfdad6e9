import SansIO

/// What packets need of an allocation (RFC 8656 section 5): plain memory in the ledger.
struct Allocation: BitwiseCopyable {
  /// The socket towards the peers.
  struct Relay: BitwiseCopyable {
    /// The relay socket.
    var socket: SocketID
    /// The address and port it is bound to.
    var local: Endpoint
    /// The relayed transport address as clients and peers know it.
    var relayed: Endpoint
  }

  /// The 5-tuple.
  var client: Route
  /// The lowest port of a peer that packets may go to or come from.
  var lowestPeerPort: UInt16 = 0
  /// The relay socket, `nil` while it is being opened.
  var relay: Relay?
  /// The place of its meter, or `RelayMeter.none`.
  var meter = RelayMeter.none
  /// When it ends unless it is refreshed.
  var expires: Instant
}
