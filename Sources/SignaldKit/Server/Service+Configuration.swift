public import Reactor
public import SansIO
public import Signal
public import StunTurn

extension Service {
  /// How a service is to run.
  public struct Configuration: Sendable {
    /// Where STUN and TURN are served over UDP; port 0 takes any, the same on every loop.
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
    /// Whether channel numbers above 0x4FFF are taken, as RFC 5766 did.
    public var allowsRFC5766Channels = false
    /// Where clients can find out how their NATs behave, if anywhere.
    public var natDiscovery: NATDiscoveryPlan?
    /// Where pages and rooms are served over plain HTTP; port 0 takes any.
    public var http: [Endpoint] = []
    /// Where pages and rooms are served over HTTPS, if there is a certificate.
    public var https: [Endpoint] = []
    /// What HTTPS is served with.
    public var certificate: TLSServerContext?
    /// How rooms are run, if they are served anywhere. The ports of the relay it offers are set
    /// to those the relay gets.
    public var rooms = SignalServer.Configuration()
    /// What a client, a user and a loop may use.
    public var limits = TURNServer.Limits()
    /// The numbers of the loops themselves.
    public var reactor = ReactorSettings()

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
    }
  }
}
