/// What becomes of a registration, or of a letter posted to the socket server.
enum ColliderAnswer: Hashable, Sendable {
  /// Done.
  case accepted
  /// This socket is registered already.
  case registeredTwice
  /// The id has a live socket, and is not one of ours that nobody could have guessed.
  case duplicate
  /// Two others are in the room.
  case full
  /// Too much waits already.
  case overflow
}
