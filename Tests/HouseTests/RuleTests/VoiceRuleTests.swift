import Testing

struct VoiceRuleTests {
  @Test(arguments: [
    "see /wo" + "rk/notes", "from ../sha" + "red/spec", "Clau" + "de wrote it",
    "made by A" + "I.", "an LL" + "M", "the work" + "tree",
  ])
  func `speaking of the bench is found in any file`(_ text: String) {
    #expect(lines(breaking: .voice, in: "a\n\(text)\n", at: "docs/a.md") == [2])
  }

  @Test(arguments: [
    "the ICE agent nominates", "User-Agent: a", "share/signald/web", "MAIN AID", "/working/",
    "+A" + "I/x",
  ])
  func `the protocols' own words pass`(_ text: String) {
    #expect(lines(breaking: .voice, in: text, at: "docs/a.md").isEmpty)
  }
}
