/// The shells that completions are made for.
enum Shell: String, CaseIterable, Hashable, Sendable {
  /// GNU bash.
  case bash
  /// The Z shell.
  case zsh
  /// fish.
  case fish
}
