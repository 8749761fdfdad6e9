/// How a candidate was come by (RFC 8445 section 5.1.1).
public enum CandidateKind: Hashable, Sendable, CaseIterable {
  /// An address of an interface.
  case host
  /// An address a STUN or TURN server saw.
  case serverReflexive
  /// An address a peer saw.
  case peerReflexive
  /// An address of a TURN server.
  case relayed

  /// The type preference, 0 to 126 (RFC 8445 section 5.1.2.2).
  public var preference: UInt32 {
    switch self {
    case .host: 126
    case .peerReflexive: 110
    case .serverReflexive: 100
    case .relayed: 0
    }
  }

  /// The word after `typ` (RFC 8839 section 5.1).
  public var word: String {
    switch self {
    case .host: "host"
    case .serverReflexive: "srflx"
    case .peerReflexive: "prflx"
    case .relayed: "relay"
    }
  }
}
