import Foundation

/// A text file of the repository, read once.
struct SourceFile {
  /// The path from the package's root.
  let path: String
  let text: String
  let lines: [Substring]
  /// The tokens of a Swift file; empty for any other.
  let tokens: [Token]
  /// The comments of a Swift file; empty for any other.
  let comments: [Comment]

  init(path: String, text: String) {
    self.path = path
    self.text = text
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let lexer = path.hasSuffix(".swift") ? Lexer(text) : Lexer("")
    tokens = lexer.tokens
    comments = lexer.comments
  }

  var isSwift: Bool { path.hasSuffix(".swift") }

  /// The module of a file in Sources, else `nil`.
  var module: String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
  }

  /// The file's name without folder and extension.
  var baseName: String {
    let name = path.split(separator: "/").last ?? ""
    return String(name.prefix { $0 != "." })
  }

  /// A finding in this file.
  func finding(_ rule: Rule, line: Int, _ message: String) -> Finding {
    Finding(rule: rule, path: path, line: line, message: message)
  }
}
