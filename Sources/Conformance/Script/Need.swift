/// What a check needs of the run it is part of.
enum Need: Hashable, Sendable {
  /// A datagram transport to the server.
  case datagrams
  /// A stream to the server.
  case stream
  /// Minutes of time.
  case patience
  /// A second user.
  case otherUser
  /// Peers that are not on loopback, where loopback is refused.
  case distantPeer
  /// Peers of IPv4.
  case peerV4

  /// Why a check that needs it is skipped, `nil` if it is there.
  func lack(in terms: Terms) -> String? {
    switch self {
    case .datagrams: terms.isStream ? "for datagram transports only" : nil
    case .stream: terms.isStream ? nil : "for stream transports only"
    case .patience: terms.isSlow ? nil : "takes minutes; see --slow"
    case .otherUser: terms.hasOtherUser ? nil : "needs a second user; see --secret"
    case .distantPeer:
      terms.peer.isLoopback ? "the peers of this run are on loopback themselves" : nil
    case .peerV4: terms.peer.family == .v4 ? nil : "for peers of IPv4 only"
    }
  }
}
