public import SansIO

extension SignalServer {
  /// What a server is told at the start.
  public struct Configuration: Sendable {
    /// How clients reach it; `nil` takes the request's Host and the link's security.
    public var publicURL: SiteAddress?
    /// Where relays are; `nil` if there are none.
    public var relay: RelayOffer?
    /// Which pages may use it. Programs that send no Origin may in any case.
    public var origins = OriginPolicy()
    /// The proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.
    public var trustedProxies: [IPPrefix] = []
    /// Whether rooms of equal names under two Host names are two rooms.
    public var separatesHosts = false
    /// The web client.
    public var files: [StaticFile] = []
    /// The page of a room.
    public var roomPage: StaticFile?
    /// The page of a room that is full; `nil` shows the room's.
    public var fullPage: StaticFile?
    /// Who may read `/metrics`; by default this machine alone.
    public var operators = [
      IPPrefix(.loopbackV4, length: 32), IPPrefix(.loopbackV6, length: 128),
    ].compactMap(\.self)
    /// The path of a WebSocket that says back what it is told, for conformance suites.
    public var echoPath: String?
    /// Limits of rooms and members.
    public var lobbyLimits = LobbyLimits()
    /// Limits of connections.
    public var httpLimits = HTTPLimits()
    /// Limits of WebSockets.
    public var socketLimits: WebSocketLimits
    /// How long the sockets of a room have to show that they live when someone finds it full.
    public var probeMilliseconds: UInt64 = 10_000
    /// The longest message, in bytes.
    public var maximumMessage = 65_536
    /// Connections at a time from one address (of IPv6: from one /64).
    public var linksPerAddress = 200
    /// Connections from one address: one each so many milliseconds on average.
    public var linkMilliseconds: UInt64 = 50
    /// Connections from one address that may come at once.
    public var linkBurst: UInt64 = 100

    /// Describes a server without relays and pages.
    ///
    /// Sockets are not closed for their silence as long as they answer pings: native clients end
    /// the call with their socket, and a phone may sleep for a minute.
    public init() {
      socketLimits = WebSocketLimits()
      socketLimits.admissionTimeout = 10_000
      socketLimits.pingInterval = 45_000
      socketLimits.pongTimeout = 120_000
    }
  }
}
