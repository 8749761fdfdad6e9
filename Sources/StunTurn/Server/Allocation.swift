import SansIO

/// What packets need of an allocation (RFC 8656 section 5): plain memory in the ledger.
///
/// A dual allocation is two of these with one 5-tuple, a half for each family: relay sockets,
/// permissions, channels and deadlines belong to a half (section 8.1), so packets find their half
/// as they find any allocation. Only the first half is found by the 5-tuple.
struct Allocation: BitwiseCopyable {
  /// Stands for no other half.
  static let alone: UInt32 = .max

  /// What peers reach it by.
  enum Port: BitwiseCopyable {
    /// Datagrams.
    case socket(SocketID)
    /// Streams: the listener of this number (RFC 6062).
    case listener(UInt16)
  }

  /// The way towards the peers.
  struct Relay: BitwiseCopyable {
    /// The relay socket or listener.
    var port: Port
    /// The address and port it is bound to.
    var local: Endpoint
    /// The relayed transport address as clients and peers know it.
    var relayed: Endpoint

    /// The relay socket, `nil` where streams are relayed.
    var socket: SocketID? {
      switch port {
      case .socket(let socket): socket
      case .listener: nil
      }
    }
  }

  /// The 5-tuple.
  var client: Route
  /// The lowest port of a peer that packets may go to or come from.
  var lowestPeerPort: UInt16 = 0
  /// Whose rules its peers are judged by.
  var group = PeerGroup.everyone
  /// The highest one.
  var highestPeerPort: UInt16 = .max
  /// The slot of the other half of a dual allocation, or `alone`.
  var twin = Allocation.alone
  /// The relay socket, `nil` while it is being opened.
  var relay: Relay?
  /// The place of its meter, or `RelayMeter.none`.
  var meter = RelayMeter.none
  /// When it ends unless it is refreshed.
  var expires: Instant

  /// Whether packets may go to and come from this port of a peer.
  @inline(__always)
  func admitsPeer(at port: UInt16) -> Bool { lowestPeerPort <= port && port <= highestPeerPort }
}
