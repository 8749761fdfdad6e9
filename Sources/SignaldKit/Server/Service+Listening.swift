public import SansIO

extension Service {
  /// Where a service listens.
  public struct Listening: Hashable, Sendable {
    /// STUN and TURN over UDP and TCP.
    public var turn: [Endpoint] = []
    /// STUN and TURN over TLS and DTLS.
    public var turns: [Endpoint] = []
    /// NAT behaviour discovery, where STUN and TURN are not served already.
    public var natDiscovery: [Endpoint] = []
    /// Pages and rooms over plain HTTP, and TURN over TCP.
    public var http: [Endpoint] = []
    /// Pages and rooms over HTTPS, and TURN over TLS.
    public var https: [Endpoint] = []
  }
}
