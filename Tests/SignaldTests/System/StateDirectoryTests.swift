import Foundation
import Testing

@testable import signald

struct StateDirectoryTests {
  private func inTemporaryDirectory(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("signald-" + UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private func mode(_ path: String) throws -> Int? {
    let all = try FileManager.default.attributesOfItem(atPath: path)
    return all[.posixPermissions] as? Int
  }

  @Test func `the directory is made with its parents, for its user only`() throws {
    try inTemporaryDirectory { base in
      _ = try StateDirectory(path: base + "/a/b/")
      #expect(try mode(base + "/a") == 0o700)
      #expect(try mode(base + "/a/b") == 0o700)
      _ = try StateDirectory(path: base + "/a/b")
    }
  }

  @Test func `a directory that cannot be made is named`() throws {
    try inTemporaryDirectory { base in
      try Data().write(to: URL(fileURLWithPath: base + "/file"))
      let error = #expect(throws: StateProblem.self) {
        try StateDirectory(path: base + "/file/state")
      }
      #expect(
        error?.description == "cannot use the state directory \(base)/file/state: "
          + "not a directory; make it, or choose another with --state")
      #expect(throws: StateProblem.self) { try StateDirectory(path: base + "/file") }
    }
  }

  @Test func `the secret is made once, from 32 random bytes, for its user only`() throws {
    try inTemporaryDirectory { base in
      let secret = try StateDirectory(path: base).turnSecret()
      #expect(secret.count == 64 && secret.allSatisfy { $0.isHexDigit && !$0.isUppercase })
      #expect(try mode(base + "/turn-secret") == 0o600)
      #expect(try String(contentsOfFile: base + "/turn-secret", encoding: .utf8) == secret + "\n")
      #expect(try StateDirectory(path: base).turnSecret() == secret)
      #expect(try FileManager.default.contentsOfDirectory(atPath: base) == ["turn-secret"])
      let other = try StateDirectory(path: base + "/other").turnSecret()
      #expect(other != secret)
    }
  }

  @Test func `processes that start at once agree on the secret`() async throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("signald-" + UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let secrets = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<16 { group.addTask { try StateDirectory(path: path).turnSecret() } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(secrets.count == 1)
  }

  @Test(arguments: [0o640, 0o604, 0o620, 0o666])
  func `a secret that others can read or write is refused`(mode: Int) throws {
    try inTemporaryDirectory { base in
      let state = try StateDirectory(path: base)
      _ = try state.turnSecret()
      let file = base + "/turn-secret"
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
      #expect(throws: StateProblem.exposed(path: file, mode: mode)) { try state.turnSecret() }
      #expect(
        StateProblem.exposed(path: file, mode: mode).description
          == "\(file) holds a secret, but others can read or write it "
          + "(mode 0\(String(mode, radix: 8))); run chmod 600 \(file)")
    }
  }

  @Test(arguments: ["", "\n", "two\nlines\n", String(repeating: "x", count: 70_000)])
  func `a file that holds no secret is refused`(text: String) throws {
    try inTemporaryDirectory { base in
      let file = base + "/turn-secret"
      try Data(text.utf8).write(to: URL(fileURLWithPath: file))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
      #expect(throws: StateProblem.unusable(path: file)) {
        try StateDirectory(path: base).turnSecret()
      }
    }
  }

  @Test func `a link or a directory in the place of the secret is refused`() throws {
    try inTemporaryDirectory { base in
      let state = try StateDirectory(path: base)
      let file = base + "/turn-secret"
      try FileManager.default.createDirectory(
        atPath: file, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
      #expect(throws: StateProblem.notAFile(path: file)) { try state.turnSecret() }
      try FileManager.default.removeItem(atPath: file)
      try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "/etc/hostname")
      #expect(throws: StateProblem.file(path: file, number: ELOOP)) { try state.turnSecret() }
    }
  }

  @Test func `a secret written by hand is taken as it is`() throws {
    try inTemporaryDirectory { base in
      let file = base + "/turn-secret"
      try Data("by hand\n".utf8).write(to: URL(fileURLWithPath: file))
      try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: file)
      #expect(try StateDirectory(path: base).turnSecret() == "by hand")
    }
  }
}
