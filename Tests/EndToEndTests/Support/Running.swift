import Foundation
import Synchronization

/// A process of a test's own, with its output in files.
final class Running: Sendable {
  /// How long a process may take to do what a test waits for.
  static let patience = Duration.seconds(60)

  private let process: Process
  private let ended = Mutex(false)
  private let files: (output: URL, errors: URL)

  /// Starts a program.
  init(
    _ tool: Tool, _ words: [String], in scratch: Scratch, environment: [String: String] = [:]
  ) throws {
    let name = UUID().uuidString
    files = (
      scratch.url.appendingPathComponent("\(name).out"),
      scratch.url.appendingPathComponent("\(name).err")
    )
    for url in [files.output, files.errors] { try Data().write(to: url) }
    process = Process()
    process.executableURL = try tool.url
    process.arguments = words
    process.environment = environment
    process.currentDirectoryURL = scratch.url
    process.standardInput = FileHandle.nullDevice
    let (output, errors) = (
      try FileHandle(forWritingTo: files.output), try FileHandle(forWritingTo: files.errors)
    )
    process.standardOutput = output
    process.standardError = errors
    process.terminationHandler = { [weak self] _ in self?.ended.withLock { $0 = true } }
    try process.run()
    try output.close()
    try errors.close()
  }

  /// Ends what a failed test left running.
  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// What it wrote so far.
  var output: String { Self.text(files.output) }
  /// What it wrote to its standard error so far.
  var errors: String { Self.text(files.errors) }
  /// Whether it has ended.
  var hasEnded: Bool { ended.withLock { $0 } }
  /// What it may be signalled by.
  var id: Int32 { process.processIdentifier }

  /// Sends it a signal.
  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits until it has ended; answers its status, negative for a signal.
  func status() async throws -> Int32 {
    try await wait("the end") { hasEnded }
    let status = process.terminationStatus
    return process.terminationReason == .exit ? status : -status
  }

  /// Waits until something holds, which only looking can tell.
  func wait(_ what: String, until isDone: () throws -> Bool) async throws {
    let deadline = ContinuousClock.now + Self.patience
    while try !isDone() {
      guard ContinuousClock.now < deadline else {
        throw Failure(
          "\(process.executableURL?.lastPathComponent ?? ""): waited in vain for "
            + "\(what); it said: \(output)\(errors)")
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  private static func text(_ url: URL) -> String {
    (try? Data(contentsOf: url)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
