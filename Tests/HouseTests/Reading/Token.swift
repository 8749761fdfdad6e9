/// One word or sign of Swift source outside comments and string literals.
struct Token: Equatable {
  /// What the token is; a name in backticks is never a keyword.
  enum Kind { case word, quotedName, number, string, sign }

  let kind: Kind
  /// The token's text: a quoted name without its backticks, a string literal as nothing.
  let text: String
  /// The line it starts on; the first is 1.
  let line: Int
  /// Whether no space or comment stands between it and the token before.
  let touchesPrevious: Bool

  /// Whether this is the given keyword or plain name.
  func isWord(_ word: String) -> Bool { kind == .word && text == word }

  /// Whether this is the given punctuation character.
  func isSign(_ sign: String) -> Bool { kind == .sign && text == sign }
}
