public import Reactor
public import SansIO
public import Signal
public import StunTurn

extension Service {
  /// How a service is to run.
  public struct Configuration: Sendable {
    /// Where STUN and TURN are served over UDP and TCP; port 0 takes any, the same for both and on
    /// every loop.
    public var listeners: [Endpoint]
    /// How many loops share the work, at most 255.
    public var loops: Int
    /// Who may relay.
    public var accounts: Accounts
    /// The addresses relayed traffic leaves from, one of a family, and how the world sees them.
    public var relays: [RelayAddress]
    /// The ports relayed traffic leaves from.
    public var relayPorts: ClosedRange<UInt16> = 49_152...65_535
    /// Peers that are allowed though the built-in rules deny them.
    public var allowedPeers: [IPPrefix] = []
    /// Peers that are denied though the built-in rules allow them.
    public var deniedPeers: [IPPrefix] = []
    /// The same for single users, by the name quotas are counted by.
    public var userPeers: [String: PeerLists] = [:]
    /// Whether channel numbers above 0x4FFF are taken, as RFC 5766 did.
    public var allowsRFC5766Channels = false
    /// Where clients can find out how their NATs behave, if anywhere.
    public var natDiscovery: NATDiscoveryPlan?
    /// Where pages and rooms are served over plain HTTP, and TURN over TCP; port 0 takes any.
    public var http: [Endpoint] = []
    /// Where pages and rooms are served over HTTPS, and TURN over TLS, if there is a certificate.
    public var https: [Endpoint] = []
    /// Where STUN and TURN are served over TLS and DTLS, if there is a certificate; port 0 takes
    /// any, the same for both. A place of `https` may stand here too: it is served over DTLS then.
    public var turns: [Endpoint] = []
    /// Proxies that begin every stream with a PROXY header, whichever listener they reach.
    public var proxies: [IPPrefix] = []
    /// What HTTPS and TURN over TLS and DTLS are served with, on the listeners of plain TURN too;
    /// it should offer `Service.protocols`.
    public var certificate: TLSServerContext?
    /// How rooms are run, if they are served anywhere. The ports of the relay it offers are set
    /// to those the relay gets.
    public var rooms = SignalServer.Configuration()
    /// What a client, a user and a loop may use.
    public var limits = TURNServer.Limits()
    /// The numbers of the loops themselves.
    public var reactor = {
      var settings = ReactorSettings()
      settings.shakesHandsApart = true
      return settings
    }()

    /// Describes a service with the defaults for everything else.
    public init(
      listeners: [Endpoint], loops: Int = 1, accounts: Accounts, relays: [RelayAddress]
    ) {
      // What is relayed keeps its DSCP and ECN (RFC 8656 section 14).
      reactor.readsMarkings = true
      self.listeners = listeners
      self.loops = loops
      self.accounts = accounts
      self.relays = relays
      // RFC 6062 section 5.2: a peer has 30 seconds.
      reactor.connectTimeout = 30_000
    }
  }
}

extension Service.Configuration {
  /// Whether some listener may have any port.
  var asksForAnyPort: Bool {
    (listeners + turns + http + https).contains { $0.port == 0 }
  }
}
