/// How a client wants its stream secured.
public struct Secure: Hashable, Sendable {
  /// The name to ask for and to verify; an IP address is verified as one.
  public var serverName: String
  /// The protocols to offer (RFC 7301), best first.
  public var alpn: [String]
  /// Whether the certificate must be valid for the name. Off only for tests and diagnosis.
  public var verifiesPeer: Bool

  /// Describes how to secure a stream.
  public init(serverName: String, alpn: [String] = [], verifiesPeer: Bool = true) {
    self.serverName = serverName
    self.alpn = alpn
    self.verifiesPeer = verifiesPeer
  }
}
