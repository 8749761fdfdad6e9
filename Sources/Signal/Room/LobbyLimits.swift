/// Every number the rooms and their members are held to.
public struct LobbyLimits: Sendable, Hashable {
  /// Rooms at a time.
  public var rooms = 100_000
  /// Letters that wait for one member, or for one room's next.
  public var lettersPerQueue = 1024
  /// Bytes that wait for one member, or for one room's next.
  public var bytesPerQueue = 262_144
  /// Letters one member may post over HTTP: one each so many milliseconds on average. Those over
  /// its socket are counted by the socket's own limits.
  public var postMilliseconds: UInt64 = 20
  /// Letters one member may post over HTTP at once.
  public var postBurst: UInt64 = 200
  /// Bytes that wait in all rooms together.
  public var bytesInAll = 268_435_456
  /// How long a member may be without a socket before a join takes its place.
  public var staleSeconds: UInt64 = 10
  /// How long a room lives in which nothing happens.
  public var idleSeconds: UInt64 = 86_400
  /// Members at a time that joined from one address (of IPv6: from one /64).
  public var membersPerAddress = 200
  /// Joins from one address: one each so many milliseconds on average.
  public var joinMilliseconds: UInt64 = 3000
  /// Joins from one address that may come at once.
  public var joinBurst: UInt64 = 60
  /// Rooms made from one address: one each so many milliseconds on average.
  public var roomMilliseconds: UInt64 = 36_000
  /// Rooms made from one address that may come at once.
  public var roomBurst: UInt64 = 100
  /// Addresses kept in mind at a time; a stranger beyond them cannot join.
  public var addresses = 100_000

  /// The defaults.
  public init() {}
}
