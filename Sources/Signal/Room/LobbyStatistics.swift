/// What the rooms have seen so far; numbers only rise.
public struct LobbyStatistics: Sendable, Hashable {
  /// Joins that gave a place.
  public internal(set) var joins: UInt64 = 0
  /// Joins of rooms that were full.
  public internal(set) var fullJoins: UInt64 = 0
  /// Joins a limit refused.
  public internal(set) var refusedJoins: UInt64 = 0
  /// Places taken from members that were gone.
  public internal(set) var takeovers: UInt64 = 0
  /// Sockets registered.
  public internal(set) var registrations: UInt64 = 0
  /// Letters written to a socket.
  public internal(set) var delivered: UInt64 = 0
  /// Letters that had to wait.
  public internal(set) var queued: UInt64 = 0
  /// Letters there was no room for, or nobody.
  public internal(set) var dropped: UInt64 = 0
}
