import Testing

struct UnfinishedRuleTests {
  @Test(arguments: ["// TODO: later", "/* FIXME */", "let a = 1 // XXX", "/// HACK(me) around"])
  func `an unfinished place is found`(_ text: String) {
    #expect(lines(breaking: .unfinished, in: text) == [1])
  }

  @Test func `other words pass`() {
    #expect(lines(breaking: .unfinished, in: "let a = \"TODO\" // to do: METHODTODO").isEmpty)
  }
}
