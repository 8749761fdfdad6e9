import Foundation

/// The toolchain's own formatter, run as a program.
enum Formatter {
  /// What the formatter has to say against those of the paths that exist.
  static func lint(_ root: URL, paths: [String]) throws -> String {
    let existing = paths.filter {
      FileManager.default.fileExists(atPath: root.appending(path: $0).path(percentEncoded: false))
    }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["swift", "format", "lint", "--strict", "--recursive"] + existing
    process.currentDirectoryURL = root
    let pipe = Pipe()
    process.standardError = pipe
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let failed = process.terminationStatus != 0
    return failed && output.isEmpty ? "status \(process.terminationStatus)" : output
  }
}
