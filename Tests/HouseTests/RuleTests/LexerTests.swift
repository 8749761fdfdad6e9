import Testing

struct LexerTests {
  private func words(_ text: String) -> [String] {
    Lexer(text).tokens.filter { $0.kind == .word }.map(\.text)
  }

  @Test(arguments: [
    "a /* b /* c */ d */ e", "a // b\ne", "a \"b \\\" c\" e", "a #\"b \" \\(c)\"# e",
    "a \"\"\"\nb \" c\n\"\"\" e", "a = /b\"[c]/\ne", "a #/b\"/# e", "a `b c` e",
  ])
  func `text is not code`(_ text: String) {
    #expect(words(text) == ["a", "e"])
  }

  @Test(arguments: ["\"x \\(a(b)) y\" e", "#\"x \\#(a(b)) y\"# e", "\"\\(a(\"\\(b)\"))\" e"])
  func `an interpolation is code`(_ text: String) {
    #expect(words(text) == ["a", "b", "e"])
  }

  @Test func `a slash between values is an operator`() {
    #expect(words("a / b / c") == ["a", "b", "c"])
    #expect(words("reduce(1, /) + a") == ["reduce", "a"])
  }

  @Test func `lines are counted through comments and long strings`() {
    let lexer = Lexer("/*\n*/\n\"\"\"\nx\n\"\"\"\na")
    #expect(lexer.tokens.last?.line == 6)
    #expect(lexer.comments.first?.lines == 1...2)
  }
}
