import Testing

struct UnsafeReasonRuleTests {
  @Test(arguments: [
    "func a() {\n  unsafe b()\n}",
    "// A reason.\n\n\n\n\n\n\nlet a = unsafe b()",
    "func a() {\n  // A reason.\n}\nfunc b() {\n  unsafe c()\n}",
    "func a() {\n  unsafe b()\n  // Too late.\n}",
    "func a() {\n  // A reason.\n  unsafe b()\n\n\n\n\n\n\n\n\n  unsafe c()\n}",
    "func a() {\n  // A reason.\n  unsafe b()\n}\nfunc b() {\n  unsafe c()\n}",
  ])
  func `an unsafe expression without a reason close above it is found`(_ text: String) {
    #expect(lines(breaking: .unsafeReason, in: text).count == 1)
  }

  @Test(arguments: [
    "func a() {\n  // A reason.\n  unsafe b()\n}",
    "/// What it does, and why that is safe.\nfunc a() { unsafe b() }",
    "// A reason.\n" + String(repeating: "unsafe a(\n  b,\n  c)\n", count: 20),
    "@unsafe\nfunc a() {}\nfunc b(unsafe: Int) {}",
  ])
  func `a reason covers what is close below it`(_ text: String) {
    #expect(lines(breaking: .unsafeReason, in: text).isEmpty)
  }
}
