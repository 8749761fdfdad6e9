import Testing

struct CoreWordRuleTests {
  @Test(arguments: [
    "func run() async {}", "await run()", "Task { }", "actor Room {}", "print(room)",
    "let now = ContinuousClock.now", "SuspendingClock()", "var g = SystemRandomNumberGenerator()",
    "Int.random(in: 0..<4)", "list.shuffled()", "setsockopt(a, b)", "\"\\(await value)\"",
  ])
  func `a core that names the world is found`(_ text: String) {
    #expect(lines(breaking: .coreWords, in: text) == [1])
  }

  @Test(arguments: [
    "// a Task would await here", "let text = \"print(async)\"", "func print(_ room: Room) {}",
    "let `await` = 1", "let random = entropy.next()", "let asynchronous = true",
  ])
  func `words in comments, strings and other names pass`(_ text: String) {
    #expect(lines(breaking: .coreWords, in: text).isEmpty)
  }

  @Test func `the rule binds cores only`() {
    let text = "await run()"
    #expect(lines(breaking: .coreWords, in: text, at: "Sources/SignaldKit/Server.swift").isEmpty)
  }
}
