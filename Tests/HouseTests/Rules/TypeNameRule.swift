/// A file is named after its public type, `Type.swift` or `Type+Topic.swift`.
///
/// A second public type may share the file when its name begins with the first's, as an error or an
/// option does. Files of extensions alone are free in their name.
enum TypeNameRule {
  private static let typeWords: Set = ["struct", "class", "enum", "protocol", "actor"]
  private static let modifiers: Set = [
    "public", "final", "indirect", "package", "internal", "private", "fileprivate", "nonisolated",
  ]

  static func findings(in file: SourceFile) -> [Finding] {
    let base = file.baseName.prefix { $0 != "+" }
    return publicTypes(in: file.tokens).filter { !$0.text.hasPrefix(base) }.map {
      file.finding(.typeName, line: $0.line, "\($0.text) belongs in a file of its own name")
    }
  }

  private static func publicTypes(in tokens: [Token]) -> [Token] {
    var depth = 0
    var found: [Token] = []
    for (index, token) in tokens.enumerated() {
      if token.isSign("{") { depth += 1 }
      if token.isSign("}") { depth -= 1 }
      guard depth == 0, token.kind == .word, typeWords.contains(token.text),
        index + 1 < tokens.count
      else { continue }
      let before = tokens[..<index].reversed().prefix { modifiers.contains($0.text) }
      if before.contains(where: { $0.isWord("public") }) { found.append(tokens[index + 1]) }
    }
    return found
  }
}
