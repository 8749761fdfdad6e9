/// The files of the web client, found by their path.
struct Pages: Sendable {
  private let files: [String: StaticFile]

  /// Takes the files; of two with one path the last stands.
  init(_ files: [StaticFile]) {
    self.files = Dictionary(files.map { ($0.path, $0) }) { _, last in last }
  }

  /// The file of a path.
  subscript(path: String) -> StaticFile? { files[path] }
}
