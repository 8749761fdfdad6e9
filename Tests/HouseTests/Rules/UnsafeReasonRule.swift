/// Every `unsafe` expression has its reason in a comment close above it, in the same function.
///
/// One comment covers a run of adjacent unsafe lines.
enum UnsafeReasonRule {
  static let reach = 6

  static func findings(in file: SourceFile) -> [Finding] {
    let ends = (CodeBlock.all(in: file.tokens) ?? []).map(\.lines.upperBound)
    var covered: Set<Int> = []
    var found: [Finding] = []
    for line in unsafeLines(of: file) where !covered.contains(line) {
      let start = max(line - reach, (ends.last { $0 < line } ?? 0) + 1)
      let hasComment = file.comments.contains {
        $0.lines.upperBound >= start && $0.lines.lowerBound <= line
      }
      if hasComment || covered.contains(line - 1) || covered.contains(line - 2) {
        covered.insert(line)
      } else {
        found.append(file.finding(.unsafeReason, line: line, "unsafe without a reason above it"))
      }
    }
    return found
  }

  private static func unsafeLines(of file: SourceFile) -> [Int] {
    let tokens = file.tokens
    return tokens.indices.filter { index in
      guard tokens[index].isWord("unsafe") else { return false }
      let followsSign =
        index > 0 && (tokens[index - 1].isSign("@") || tokens[index - 1].isSign("."))
      let isLabel = index + 1 < tokens.count && tokens[index + 1].isSign(":")
      return !followsSign && !isLabel
    }.map { tokens[$0].line }
  }
}
