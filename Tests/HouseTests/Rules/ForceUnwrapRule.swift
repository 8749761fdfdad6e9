/// Nothing is unwrapped, tried or cast by force outside tests.
enum ForceUnwrapRule {
  static func findings(in file: SourceFile) -> [Finding] {
    file.tokens.indices.filter { isForce($0, file.tokens) }.map {
      file.finding(.forceUnwrap, line: file.tokens[$0].line, "force after a value, try or as")
    }
  }

  private static func isForce(_ index: Int, _ tokens: [Token]) -> Bool {
    guard index > 0, tokens[index].isSign("!"), tokens[index].touchesPrevious else { return false }
    let next = index + 1 < tokens.count ? tokens[index + 1] : nil
    if let next, next.isSign("="), next.touchesPrevious { return false }
    let previous = tokens[index - 1]
    return previous.kind != .sign || [")", "]", "}", ">", "?"].contains(previous.text)
  }
}
