import Foundation
import Testing

struct FormatterTests {
  @Test func `a badly formatted file is found`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("let  a=1\n".utf8).write(to: folder.appending(path: "Bad.swift"))
    try Data("let a = 1\n".utf8).write(to: folder.appending(path: "Good.swift"))
    #expect(try Formatter.lint(folder, paths: ["Bad.swift", "absent"]).contains("Bad.swift:1"))
    #expect(try Formatter.lint(folder, paths: ["Good.swift"]).isEmpty)
  }
}
