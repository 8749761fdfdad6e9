/// Reads the text of files that hold secrets.
enum SecretText {
  /// The whole text as one value, without the one line end that editors add.
  static func whole(_ text: String) -> String {
    // A CR LF pair is one Character, so one removal takes either kind of line end.
    text.last?.isNewline == true ? String(text.dropLast()) : text
  }

  /// One value a line; empty lines and lines that begin with `#` are left out.
  static func lines(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.map(String.init)
  }
}
