/// An outermost block of code: the body of a function, accessor, closure or script statement.
///
/// Bodies of types and extensions are no code blocks; what is nested in a block belongs to it.
struct CodeBlock: Equatable {
  /// The name declared last before the block.
  let name: String
  /// The lines of the two braces and all between them.
  let lines: ClosedRange<Int>

  private static let typeWords: Set = [
    "struct", "class", "enum", "protocol", "extension", "actor",
  ]
  private static let memberWords: Set = ["func", "init", "deinit", "subscript", "var", "let"]

  /// The code blocks of a file, in order; `nil` if its braces do not match.
  static func all(in tokens: [Token]) -> [CodeBlock]? {
    var blocks: [CodeBlock] = []
    var typeDepth = 0
    var codeDepth = 0
    var start = 0
    var name = ""
    var isTypeNext = false
    for (index, token) in tokens.enumerated() {
      if codeDepth > 0 {
        if token.isSign("{") { codeDepth += 1 }
        if token.isSign("}") { codeDepth -= 1 }
        if codeDepth == 0 { blocks.append(CodeBlock(name: name, lines: start...token.line)) }
      } else if token.isSign("{") && isTypeNext {
        isTypeNext = false
        typeDepth += 1
      } else if token.isSign("{") {
        codeDepth = 1
        start = token.line
      } else if token.isSign("}") {
        typeDepth -= 1
        if typeDepth < 0 { return nil }
      } else if let declared = declaredName(at: index, of: tokens) {
        name = declared.name
        isTypeNext = declared.isType
      }
    }
    return typeDepth == 0 && codeDepth == 0 ? blocks : nil
  }

  /// What is declared by the keyword at this place, if it is one.
  private static func declaredName(
    at index: Int, of tokens: [Token]
  ) -> (name: String, isType: Bool)? {
    let token = tokens[index]
    guard token.kind == .word, index == 0 || !tokens[index - 1].isSign(".") else { return nil }
    let next = index + 1 < tokens.count ? tokens[index + 1] : nil
    if memberWords.contains(token.text) {
      let isNamed = next.map { $0.kind == .word || $0.kind == .quotedName } ?? false
      return (isNamed ? next?.text ?? token.text : token.text, false)
    }
    guard typeWords.contains(token.text), let next, next.kind == .word || next.kind == .quotedName,
      !(next.kind == .word && memberWords.contains(next.text)),
      index == 0 || !tokens[index - 1].isWord("import")
    else { return nil }
    return (next.text, true)
  }
}
