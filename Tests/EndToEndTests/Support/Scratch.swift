import Foundation

/// A directory that lasts as long as a test.
struct Scratch {
  let url: URL

  private init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("signald-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// Makes a directory, lends it, and removes it.
  static func with<R>(_ body: (Scratch) async throws -> R) async throws -> R {
    let scratch = try Scratch()
    let result: Result<R, any Error>
    do { result = .success(try await body(scratch)) } catch { result = .failure(error) }
    try FileManager.default.removeItem(at: scratch.url)
    return try result.get()
  }

  /// The path of something in the directory.
  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes a file and answers its path.
  func file(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: url.appendingPathComponent(name))
    return path(name)
  }

  /// The text of a file; empty when there is none.
  func text(_ name: String) -> String {
    (try? String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)) ?? ""
  }
}
