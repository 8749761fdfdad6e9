/// How many of something may happen.
public struct RateLimit: Hashable, Sendable {
  /// In the long run, in a second; at least 1.
  public var perSecond: Int
  /// At once; at least 1.
  public var burst: Int

  /// Describes a rate. Traps below 1 for either.
  public init(perSecond: Int, burst: Int) {
    precondition(perSecond >= 1 && burst >= 1)
    self.perSecond = perSecond
    self.burst = burst
  }
}
