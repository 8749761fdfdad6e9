import Testing

struct TypeNameRuleTests {
  @Test(arguments: [
    "public struct Method {}", "public final class Method {}", "public indirect enum Method {}",
    "@frozen public enum Method {}", "public protocol Method {}",
  ])
  func `a public type in a file of another name is found`(_ text: String) {
    #expect(lines(breaking: .typeName, in: text) == [1])
  }

  @Test(arguments: [
    "public struct Message { public enum Method {} }", "struct Method {}",
    "extension Message { public struct Method {} }", "public enum MessageError {}",
    "public struct Message {}\nstruct Helper {}",
  ])
  func `the named type, its kin, nested and internal types pass`(_ text: String) {
    #expect(lines(breaking: .typeName, in: text).isEmpty)
    #expect(lines(breaking: .typeName, in: text, at: "Sources/A/Message+Text.swift").isEmpty)
  }
}
