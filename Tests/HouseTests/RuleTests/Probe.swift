/// Runs one rule on one made-up file.
func lines(
  breaking rule: Rule, in text: String, at path: String = "Sources/StunTurn/Message.swift"
) -> [Int] {
  let repository = Repository(files: [SourceFile(path: path, text: text)])
  return rule.findings(in: repository).map(\.line)
}
