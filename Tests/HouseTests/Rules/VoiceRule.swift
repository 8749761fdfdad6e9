/// The project speaks of itself, and not of the bench it was made on.
enum VoiceRule {
  // Spelt in halves, so that this file keeps its own rule.
  private static let phrases = [
    "/wo" + "rk/", "../sha" + "red", "Clau" + "de", "Anthro" + "pic", "work" + "tree",
    "language " + "model", "sub" + "agent", "coding " + "agent",
  ]
  private static let words: Set<Substring> = ["A" + "I", "LL" + "M"]

  static func findings(in file: SourceFile) -> [Finding] {
    file.lines.enumerated().filter { isForeign($0.element) }.map {
      file.finding(.voice, line: $0.offset + 1, "speaks of the bench: \($0.element)")
    }
  }

  private static func isForeign(_ line: Substring) -> Bool {
    phrases.contains { line.contains($0) }
      || line.split { $0 == " " || $0.isPunctuation && $0 != "/" }.contains { words.contains($0) }
  }
}
