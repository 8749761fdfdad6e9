/// What becomes of a join.
enum JoinAnswer: Hashable, Sendable {
  /// A place: who the newcomer is, whether it makes the offer, and what the other one wrote so far.
  case joined(ClientID, isInitiator: Bool, letters: [Letter])
  /// Two members are there, and neither is gone.
  case full
  /// A limit forbids it.
  case refused
}
