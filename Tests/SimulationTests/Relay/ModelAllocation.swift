import SansIO
import StunTurn

/// What the model knows of an allocation, from packets alone.
struct ModelAllocation {
  /// A channel binding (RFC 8656 section 12).
  struct Channel {
    let peer: Endpoint
    var until: Instant
  }

  /// The relay socket.
  let relay: Endpoint
  /// Its name for clients and peers.
  let relayed: Endpoint
  /// Whose it is.
  let user: String
  /// The transaction that made it.
  let id: TransactionID
  var expires: Instant
  var permissions: [IPAddress: Instant] = [:]
  var channels: [UInt16: Channel] = [:]

  /// Whether packets may pass between it and an address.
  func permits(_ address: IPAddress, at now: Instant) -> Bool {
    now < expires && permissions[address].map { now < $0 } ?? false
  }

  /// The peer a channel number stands for.
  func peer(on number: UInt16, at now: Instant) -> Endpoint? {
    channels[number].flatMap { now < $0.until ? $0.peer : nil }
  }

  /// The number that stands for a peer.
  func number(for peer: Endpoint, at now: Instant) -> UInt16? {
    channels.first { $0.value.peer == peer && now < $0.value.until }?.key
  }
}
