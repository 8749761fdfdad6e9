/// What one JSON text may cost.
public struct JSONLimits: Hashable, Sendable {
  /// How deep objects and arrays may be nested, from 1 to 128.
  public var maximumDepth: Int
  /// Members of one object.
  public var maximumMembers: Int
  /// Bytes of the text.
  public var maximumCount: Int

  /// Sets the limits: 16 deep, 32 members, 64 KiB unless told otherwise.
  public init(
    maximumDepth: Int = 16, maximumMembers: Int = 32, maximumCount: Int = 65_536
  ) {
    precondition((1...128).contains(maximumDepth))
    self.maximumDepth = maximumDepth
    self.maximumMembers = maximumMembers
    self.maximumCount = maximumCount
  }
}
