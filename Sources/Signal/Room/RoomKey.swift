/// A room among all rooms: rooms of equal names in two spaces are two rooms.
public struct RoomKey: Hashable, Sendable {
  /// The host name the room belongs to, or "" where all hosts share their rooms.
  public let space: String
  /// Its name.
  public let name: RoomName

  /// Names a room of a space.
  public init(_ name: RoomName, space: String = "") {
    self.space = space
    self.name = name
  }
}
