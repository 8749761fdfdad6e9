/// What is to be done later is an issue and not a comment.
enum UnfinishedRule {
  private static let words: Set<Substring> = ["TODO", "FIXME", "XXX", "HACK"]

  static func findings(in file: SourceFile) -> [Finding] {
    file.comments.filter { comment in
      comment.text.split { !$0.isLetter }.contains { words.contains($0) }
    }.map {
      file.finding(.unfinished, line: $0.lines.lowerBound, "unfinished: \($0.text)")
    }
  }
}
