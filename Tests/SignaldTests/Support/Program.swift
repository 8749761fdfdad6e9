import Foundation

/// The program as built, run as a process of its own.
struct Program {
  let status: Int32
  let output: String
  let errors: String

  static var url: URL {
    get throws {
      // SwiftPM puts the tests' binary beside the program.
      let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("signald")
    }
  }

  init(_ words: String..., environment: [String: String] = [:]) throws {
    try self.init(at: try Program.url, words, environment)
  }

  init(at url: URL, _ words: [String], _ environment: [String: String]) throws {
    let process = Process()
    process.executableURL = url
    process.arguments = words
    process.environment = environment
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // What is printed here fits the pipes' buffers many times over, so the order does not matter.
    self.output = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    self.errors = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }
}
