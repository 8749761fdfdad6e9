import SansIO

/// What the lobby wants done.
enum LobbyEffect: Hashable, Sendable {
  /// Why a socket is to be closed.
  enum Reason: Hashable, Sendable {
    /// Its member has registered another one.
    case replaced
    /// Its member was deleted.
    case deleted
    /// Nothing happened in its room for too long.
    case idle
  }

  /// Write a letter to a socket.
  case deliver(Letter, to: LinkID)
  /// Close a socket.
  case close(LinkID, Reason)
  /// Someone found the room full: find out whether this socket is still alive.
  case probe(LinkID)
  /// A member came in, from this address.
  case arrived(RoomKey, ClientID, IPAddress)
  /// A member that came from this address is no more.
  case departed(RoomKey, ClientID, IPAddress)
}
