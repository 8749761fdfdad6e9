import Testing

struct ComplianceRuleTests {
  private func found(_ table: String) -> [Int] {
    let tests = SourceFile(
      path: "Tests/ATests/ATests.swift", text: "@Test func `RFC 8489 §5 it parses`() {}")
    let document = SourceFile(path: ComplianceRule.path, text: table)
    return Rule.compliance.findings(in: Repository(files: [tests, document])).map(\.line)
  }

  @Test func `a row that names no existing test is found`() {
    #expect(found("| § | test |\n| --- | --- |\n| 5 | `RFC 8489 §5 it sings` |") == [3])
    #expect(found("| 5 | `RFC 8489 §5 it parses`, `it sings` |") == [1])
  }

  @Test func `rows of existing tests, of none and prose pass`() {
    #expect(found("| 5 | `Message` | `RFC 8489 §5 it parses` |\n| 6 | not done |\n`prose`").isEmpty)
  }
}
