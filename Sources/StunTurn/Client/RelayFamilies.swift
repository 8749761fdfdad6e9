public import SansIO

/// Which relayed addresses a client asks for.
public enum RelayFamilies: Hashable, Sendable {
  /// One of IPv4.
  case v4
  /// One of IPv6.
  case v6
  /// One of each, by ADDITIONAL-ADDRESS-FAMILY (RFC 8656 section 7.1); a server that has only one
  /// gives that, and one that does not know the attribute IPv4.
  case both

  /// Asks for one address of a family.
  public init(_ family: IPAddress.Family) { self = family == .v4 ? .v4 : .v6 }

  /// Whether these addresses are what was asked for: at least one, none twice, none of a family
  /// that was not asked for.
  func allow(_ relayed: [Endpoint]) -> Bool {
    let families = relayed.map(\.address.family)
    return switch self {
    case .v4: families == [.v4]
    case .v6: families == [.v6]
    case .both: (1...2).contains(families.count) && Set(families).count == families.count
    }
  }
}
