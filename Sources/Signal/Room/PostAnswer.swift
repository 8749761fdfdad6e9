/// What becomes of a letter.
enum PostAnswer: Hashable, Sendable {
  /// It was delivered, or waits.
  case sent
  /// There is no such room.
  case unknownRoom
  /// The room has no such member.
  case unknownClient
  /// The sender is too fast.
  case tooMany
  /// Too much waits already for whoever comes next.
  case overflow
  /// Too much waits already for the other one, whose socket is gone.
  case undeliverable
}
