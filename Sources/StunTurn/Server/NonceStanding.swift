/// What a received NONCE turns out to be.
enum NonceStanding: Hashable, Sendable {
  /// We issued it for this path, and not long ago.
  case fresh
  /// We issued it for this path, but it is too old.
  case expired
  /// We did not issue it, or for another path, or under a key that is gone.
  case foreign
}
