/// Whether data may be relayed to and from a peer, and which rule says so.
public enum PeerVerdict: Hashable, Sendable {
  /// It may.
  case allowed(PeerRule)
  /// It may not: 403 to a request, silence to an indication.
  case denied(PeerRule)

  /// Whether it may.
  public var isAllowed: Bool {
    switch self {
    case .allowed: true
    case .denied: false
    }
  }

  /// The rule that decided.
  public var rule: PeerRule {
    switch self {
    case .allowed(let rule), .denied(let rule): rule
    }
  }
}
