public import SansIO

/// What a TURN client has to tell.
public enum ClientEvent: Hashable, Sendable {
  /// There is an allocation: peers see `relayed`, one address or one of each family, the server
  /// sees `mapped`; seconds of lifetime.
  case allocated(relayed: [Endpoint], mapped: Endpoint, lifetime: UInt32)
  /// The allocation lives on for so many seconds from now.
  case refreshed(lifetime: UInt32)
  /// Datagrams pass to and from this address.
  case permitted(IPAddress)
  /// Datagrams to and from this peer go by this channel.
  case bound(Endpoint, ChannelNumber)
  /// Nothing passes to and from this address any more, since its permission could not be renewed.
  case lapsed(IPAddress)
  /// The server said no; the allocation stays.
  case refused(ClientTask, ErrorCode)
  /// No usable answer came in time; the allocation stays.
  case unanswered(ClientTask)
  /// The server was told by ICMP that a peer could not be reached (RFC 8656 section 11.6).
  case unreachable(Endpoint, type: UInt8, code: UInt8, data: UInt32)
  /// It cannot even be asked for: there is no allocation, the address is of another family, or
  /// there are too many. Only told by the `Machine` face; the other answers `false`.
  case impossible(ClientTask)
  /// A peer sent this. Only told by the `Machine` face; the other lends bytes instead.
  case received([UInt8], from: Endpoint)
  /// It is over: nothing follows.
  case closed(ClosingReason)
}
