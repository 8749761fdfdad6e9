/// What carries the datagrams of a candidate.
public enum CandidateTransport: Hashable, Sendable {
  /// UDP.
  case udp
  /// TCP (RFC 6544).
  case tcp(CandidateTCPRole)

  /// The protocol's name in a candidate line.
  public var word: String {
    switch self {
    case .udp: "UDP"
    case .tcp: "TCP"
    }
  }
}
