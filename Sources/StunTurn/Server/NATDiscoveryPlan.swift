public import SansIO

/// The two endpoints that NAT behaviour discovery needs: their addresses and ports give four places
/// to be asked at and to answer from (RFC 5780 section 6).
public struct NATDiscoveryPlan: Hashable, Sendable {
  /// Where clients ask first.
  public let primary: Endpoint
  /// The other address and the other port.
  public let alternate: Endpoint

  /// Joins two endpoints; `nil` unless they are of one family and differ in address and port, and
  /// each can be bound and be named: neither a wildcard nor port 0.
  public init?(_ primary: Endpoint, _ alternate: Endpoint) {
    guard primary.address.family == alternate.address.family,
      primary.address != alternate.address, primary.port != alternate.port,
      primary.port != 0, alternate.port != 0,
      !primary.address.isUnspecified, !alternate.address.isUnspecified
    else { return nil }
    self.primary = primary
    self.alternate = alternate
  }

  /// The four places: both ports of the first address, then both of the other.
  public var endpoints: [Endpoint] {
    [primary.address, alternate.address].flatMap { address in
      [primary.port, alternate.port].map { Endpoint(address: address, port: $0) }
    }
  }
}
