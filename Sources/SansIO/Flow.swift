/// How much a link's queue can take.
public enum Flow: Hashable, Sendable {
  /// More may come.
  case open
  /// What was written is accepted, but the source should pause until `LinkChange.drained`.
  case full
}
