/// On what terms a route takes WebSockets.
public struct WebSocketTerms: Hashable, Sendable {
  /// Which pages may come.
  public var origins: OriginPolicy
  /// The protocols that are spoken; a client that offers none of them is taken without one.
  public var protocols: [String]
  /// What one may cost.
  public var limits: WebSocketLimits

  /// Describes terms.
  public init(
    origins: OriginPolicy = OriginPolicy(), protocols: [String] = [],
    limits: WebSocketLimits = WebSocketLimits()
  ) {
    self.origins = origins
    self.protocols = protocols
    self.limits = limits
  }
}
