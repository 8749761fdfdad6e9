import SansIO

/// A connection between a relayed address and a peer, and the client's stream it is joined to
/// (RFC 6062 section 3).
struct PeerConnection {
  /// How far it is.
  enum Stage {
    /// The peer is being connected to; then this request is answered.
    case connecting(ReplyTo, ticket: UInt64)
    /// It waits for its client until this timer fires.
    case waiting(LinkID, Timers<Expiry>.ID)
    /// Bytes flow.
    case joined(peer: LinkID, client: LinkID)
  }

  /// The CONNECTION-ID: random, and leaving its loop's number when divided by the number of loops.
  let id: UInt32
  /// The slot of its allocation.
  let allocation: UInt32
  /// The peer as the client knows it.
  let peer: Endpoint
  /// How far it is.
  var stage: Stage
}
