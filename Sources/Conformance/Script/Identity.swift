/// Whom a request claims to come from.
enum Identity: Hashable, Sendable {
  /// The user that was given.
  case user
  /// The same user with a password that is not theirs.
  case imposter
  /// A user the server cannot know.
  case stranger
  /// Another user the server knows; there is one only with a shared secret.
  case other
}
