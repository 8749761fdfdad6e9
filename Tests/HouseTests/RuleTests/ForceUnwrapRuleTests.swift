import Testing

struct ForceUnwrapRuleTests {
  @Test(arguments: [
    "let a = b!", "try! run()", "a as! B", "list[0]!.count", "find()!", "var a: Int!",
    "let a: [Int?]! = b", "\"\\(name!)\"", "map { $0 }!", "`default`!",
  ])
  func `force is found`(_ text: String) {
    #expect(lines(breaking: .forceUnwrap, in: text) == [1])
  }

  @Test(arguments: [
    "a != b", "a!=b", "if !a {}", "(!a)", "[!a]", "a && !b", "\"Hello!\"", "// b!", "return !a",
    "#if !os(Linux)\n#endif",
  ])
  func `negation, inequality, text and comments pass`(_ text: String) {
    #expect(lines(breaking: .forceUnwrap, in: text).isEmpty)
  }
}
