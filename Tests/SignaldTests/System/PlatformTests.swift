import Foundation
import Testing

@testable import signald

struct PlatformTests {
  private func withFile(_ bytes: Data, _ body: (String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("signald-" + UUID().uuidString)
    try bytes.write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url.path)
  }

  @Test func `a file is read whole, up to 64 KiB of text`() throws {
    let text = String(repeating: "\u{fc}", count: 32_768)
    try withFile(Data(text.utf8)) { path in
      let read = try Platform.readFile(path)
      #expect(read == text)
    }
    try withFile(Data((text + "x").utf8)) { path in
      #expect(throws: FileProblem.tooLarge(limit: 65_536)) { try Platform.readFile(path) }
    }
    try withFile(Data([0xff])) { path in
      #expect(throws: FileProblem.notText) { try Platform.readFile(path) }
    }
    #expect(throws: FileProblem.system(ENOENT)) { try Platform.readFile("/nowhere/at/all") }
    #expect(throws: FileProblem.system(EISDIR)) { try Platform.readFile("/") }
  }

  @Test func `a file that can be read is told from other things`() throws {
    try withFile(Data()) { path in #expect(Platform.isReadableFile(path)) }
    #expect(!Platform.isReadableFile("/nowhere/at/all"))
    #expect(!Platform.isReadableFile("/"))
    #expect(!Platform.isReadableFile(""))
  }

  @Test func `the program knows where it is`() throws {
    let path = try #require(Platform.binaryPath)
    #expect(path.hasPrefix("/"))
    #expect(Platform.isReadableFile(path))
  }

  @Test func `the surroundings are those of this process`() {
    let surroundings = Platform.surroundings
    #expect(surroundings.processorCount == ProcessInfo.processInfo.processorCount)
    #expect(surroundings.isRoot == (geteuid() == 0))
    #expect(surroundings.variable("PATH") == ProcessInfo.processInfo.environment["PATH"])
    #expect(surroundings.variable("SIGNALD_NO_SUCH_VARIABLE") == nil)
  }

  @Test func `error numbers are phrases`() {
    #expect(Platform.describe(EACCES) == "permission denied")
    #expect(Platform.describe(EBADRQC) == "invalid request code")
    #expect(Platform.describe(EADV) == "advertise error")
    #expect(Platform.describe(EDOTDOT) == "RFS specific error")
  }
}
