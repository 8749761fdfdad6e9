/// Every test that docs/compliance.md names exists.
///
/// A row's last cell names tests in backticks, by their raw identifier.
enum ComplianceRule {
  static let path = "docs/compliance.md"

  static func findings(in repository: Repository) -> [Finding] {
    guard let document = repository.file(path) else { return [] }
    let tests = Set(repository.swiftFiles(below: "Tests").flatMap(testNames))
    return document.lines.enumerated().flatMap { offset, line in
      namedTests(in: line).filter { !tests.contains($0) }.map {
        document.finding(.compliance, line: offset + 1, "no test is called `\($0)`")
      }
    }
  }

  private static func testNames(in file: SourceFile) -> [String] {
    zip(file.tokens, file.tokens.dropFirst()).compactMap { previous, token in
      previous.isWord("func") && token.kind == .quotedName ? token.text : nil
    }
  }

  private static func namedTests(in line: Substring) -> [String] {
    guard line.hasPrefix("|") else { return [] }
    let cells = line.split(separator: "|")
    guard let last = cells.last(where: { !$0.allSatisfy(\.isWhitespace) }) else { return [] }
    let parts = last.split(separator: "`", omittingEmptySubsequences: false)
    return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
  }
}
