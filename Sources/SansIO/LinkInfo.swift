/// What is known of a stream when it opens.
public struct LinkInfo: Hashable, Sendable {
  /// Our end.
  public var local: Endpoint
  /// The other end of the connection.
  public var remote: Endpoint
  /// Who it is; differs from `remote` behind a PROXY header.
  public var origin: Endpoint
  /// The listener that accepted it, counted in the order they were opened; `nil` if we connected.
  public var listener: UInt16?
  /// Whether the bytes were encrypted on the way.
  public var isSecure: Bool
  /// The name the client asked for (SNI), if secure.
  public var serverName: String?
  /// The protocol agreed on (RFC 7301), if any.
  public var alpn: String?

  /// Describes a stream.
  public init(
    local: Endpoint, remote: Endpoint, origin: Endpoint, listener: UInt16? = nil,
    isSecure: Bool = false, serverName: String? = nil, alpn: String? = nil
  ) {
    self.local = local
    self.remote = remote
    self.origin = origin
    self.listener = listener
    self.isSecure = isSecure
    self.serverName = serverName
    self.alpn = alpn
  }
}
