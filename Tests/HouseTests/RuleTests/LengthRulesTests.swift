import Testing

struct LengthRulesTests {
  @Test func `a file of 301 lines is found and one of 300 passes`() {
    let line = "let a = 1\n"
    #expect(lines(breaking: .fileLength, in: String(repeating: line, count: 300)).isEmpty)
    #expect(lines(breaking: .fileLength, in: String(repeating: line, count: 301)) == [301])
  }

  @Test func `a line of 101 columns is found and one of 100 passes`() {
    let text = String(repeating: "ä", count: 100) + "\n" + String(repeating: "b", count: 101)
    #expect(lines(breaking: .lineLength, in: text) == [2])
  }

  @Test(arguments: [
    "func long() {", "init?(a: Int) {", "subscript(_ a: Int) -> Int {", "deinit {",
    "var value: Int {", "let value: Int = {", "@Test func `a long test`() {",
    "func text(_ open: String = \"{\") { // }",
  ])
  func `a body of 61 lines is found and one of 60 passes`(_ opening: String) {
    for count in [60, 61] {
      let body = String(repeating: "  if a { \"}\" } /* } */\n", count: count - 2)
      let text = "struct Long {\n  \(opening)\n\(body)  }\n}\n"
      #expect(lines(breaking: .functionLength, in: text) == (count == 61 ? [2] : []))
    }
  }

  @Test func `the body of a type may be long`() {
    let members = String(repeating: "  var a: Int { 1 }\n", count: 100)
    for opening in ["public final class Long: Base {", "extension Long where Element == Int {"] {
      #expect(lines(breaking: .functionLength, in: "\(opening)\n\(members)}\n").isEmpty)
    }
  }

  @Test func `braces that do not match are found`() {
    #expect(lines(breaking: .functionLength, in: "struct A {") == [1])
    #expect(lines(breaking: .functionLength, in: "}") == [1])
  }
}
