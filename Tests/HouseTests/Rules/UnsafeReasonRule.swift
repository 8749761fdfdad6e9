/// Every `unsafe` expression has its reason in a comment close above it, in the same function.
///
/// A comment goes on covering while unsafe lines of the function follow one another closely.
enum UnsafeReasonRule {
  /// How many lines below its comment an unsafe expression may stand.
  static let reach = 6
  /// How many lines below the last covered unsafe line the next may stand.
  static let gap = 8

  static func findings(in file: SourceFile) -> [Finding] {
    let ends = (CodeBlock.all(in: file.tokens) ?? []).map(\.lines.upperBound)
    var covered: Set<Int> = []
    var found: [Finding] = []
    for line in unsafeLines(of: file) where !covered.contains(line) {
      let start = (ends.last { $0 < line } ?? 0) + 1
      let hasComment = file.comments.contains {
        $0.lines.upperBound >= max(start, line - reach) && $0.lines.lowerBound <= line
      }
      if hasComment || covered.contains(where: { $0 >= max(start, line - gap) }) {
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
