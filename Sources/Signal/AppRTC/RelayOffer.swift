/// Where relays are, and what proves that someone may use them.
public struct RelayOffer: Sendable {
  /// What the relays make credentials from too.
  public var secret: String
  /// The relays' host; `nil` is the host the client reached us by.
  public var host: String?
  /// The port for STUN; `nil` if there is none.
  public var stunPort: UInt16?
  /// The port for TURN over UDP; `nil` if there is none.
  public var udpPort: UInt16?
  /// The port for TURN over TCP; `nil` if there is none.
  public var tcpPort: UInt16?
  /// The port for TURN over TLS; `nil` if there is none.
  public var tlsPort: UInt16?
  /// How many seconds a credential is good for.
  public var credentialSeconds: Int64 = 43_200
  /// How many seconds a member's key is good for.
  public var memberKeySeconds: Int64 = 86_400
  /// How long a member can get credentials or use one after it has left: what it was given last is
  /// void then.
  public var memberSeconds: Int64 { memberKeySeconds + credentialSeconds }
  /// How many seconds the key of someone who has not joined yet is good for.
  public var addressKeySeconds: Int64 = 600

  /// Describes relays; the ports are those of RFC 8656 unless told otherwise.
  public init(
    secret: String, host: String? = nil, stunPort: UInt16? = 3478, udpPort: UInt16? = 3478,
    tcpPort: UInt16? = 3478, tlsPort: UInt16? = nil
  ) {
    self.secret = secret
    self.host = host
    self.stunPort = stunPort
    self.udpPort = udpPort
    self.tcpPort = tcpPort
    self.tlsPort = tlsPort
  }

  /// The relays' URLs, in the order they are tried.
  func relayURLs(of site: SiteAddress) -> [String] {
    let host = host ?? String(site.host)
    return [
      udpPort.map { "turn:\(host):\($0)?transport=udp" },
      tcpPort.map { "turn:\(host):\($0)?transport=tcp" },
      tlsPort.map { "turns:\(host):\($0)?transport=tcp" },
    ].compactMap(\.self)
  }

  /// The STUN servers' URLs.
  func stunURLs(of site: SiteAddress) -> [String] {
    stunPort.map { ["stun:\(host ?? String(site.host)):\($0)"] } ?? []
  }
}
