import Foundation

/// The package as it lies on disk.
struct Repository {
  /// Every text file outside build folders, by path.
  let files: [SourceFile]

  /// The repository this test was compiled from, read once.
  static let current = Repository(root: root)

  /// The folder that holds Package.swift.
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A repository of the given files.
  init(files: [SourceFile]) { self.files = files }

  /// Reads all files that are text; hidden folders other than .ci, and dist, are build products.
  init(root: URL) {
    let entries = FileManager.default.enumerator(atPath: root.path(percentEncoded: false))
    var found: [SourceFile] = []
    while let path = entries?.nextObject() as? String {
      let name = path.split(separator: "/").last ?? ""
      if name.hasPrefix(".") && name != ".ci" || path == "dist" {
        entries?.skipDescendants()
        continue
      }
      guard let data = try? Data(contentsOf: root.appending(path: path)),
        !data.contains(0), let text = String(data: data, encoding: .utf8)
      else { continue }
      found.append(SourceFile(path: path, text: text))
    }
    files = found.sorted { $0.path < $1.path }
  }

  /// The Swift files below a folder.
  func swiftFiles(below folder: String) -> [SourceFile] {
    files.filter { $0.isSwift && $0.path.hasPrefix(folder + "/") }
  }

  /// The file at a path.
  func file(_ path: String) -> SourceFile? { files.first { $0.path == path } }
}
