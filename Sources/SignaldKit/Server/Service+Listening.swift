public import SansIO

extension Service {
  /// Where a service listens.
  public struct Listening: Hashable, Sendable {
    /// STUN and TURN over UDP.
    public var turn: [Endpoint] = []
    /// NAT behaviour discovery, where STUN and TURN are not served already.
    public var natDiscovery: [Endpoint] = []
    /// Pages and rooms over plain HTTP.
    public var http: [Endpoint] = []
    /// Pages and rooms over HTTPS.
    public var https: [Endpoint] = []
  }
}
