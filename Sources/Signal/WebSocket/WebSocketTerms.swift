/// On what terms a route takes WebSockets.
public struct WebSocketTerms: Sendable {
  /// Which pages may come.
  public var origins: OriginPolicy
  /// The protocols that are spoken; a client that offers none of them is taken without one.
  public var protocols: [String]
  /// What one may cost.
  public var limits: WebSocketLimits {
    get { shared.value }
    set { shared = Shared(newValue) }
  }
  /// What one may cost, for every WebSocket to hold.
  private(set) var shared: Shared<WebSocketLimits>

  /// Describes terms.
  public init(
    origins: OriginPolicy = OriginPolicy(), protocols: [String] = [],
    limits: WebSocketLimits = WebSocketLimits()
  ) {
    self.origins = origins
    self.protocols = protocols
    shared = Shared(limits)
  }
}
