import SansIO

/// What a reactor secures streams with, besides what its listeners bring along.
public struct TLSContexts: Sendable {
  /// For `Outbox.secure(_:as:)` as the server.
  public var server: TLSServerContext?
  /// For clients that verify; the system's authorities if there is none.
  public var client: TLSClientContext?
  /// For clients that were told not to verify.
  public var unverifiedClient: TLSClientContext?

  /// Names the contexts.
  public init(
    server: TLSServerContext? = nil, client: TLSClientContext? = nil,
    unverifiedClient: TLSClientContext? = nil
  ) {
    self.server = server
    self.client = client
    self.unverifiedClient = unverifiedClient
  }

  /// A session for this wish, with a context made on first use.
  mutating func makeSession(
    for wish: Secure, over carrier: TLSCarrier = .stream
  ) throws(TLSError) -> TLSSession {
    try TLSSession(
      client: try context(for: wish), serverName: wish.serverName, alpn: wish.alpn, over: carrier)
  }

  private mutating func context(for wish: Secure) throws(TLSError) -> TLSClientContext {
    if let context = wish.verifiesPeer ? client : unverifiedClient { return context }
    let context = try TLSClientContext(verifiesPeer: wish.verifiesPeer)
    if wish.verifiesPeer { client = context } else { unverifiedClient = context }
    return context
  }
}
