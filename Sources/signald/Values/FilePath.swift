/// Reads the path of a file.
enum FilePath {
  /// Reads any path that is not empty.
  @Sendable static func parse(_ text: String) throws(BadValue) -> String {
    guard !text.isEmpty, !text.utf8.contains(0) else {
      throw BadValue(text, "is not a path", "write the path of a file")
    }
    return text
  }

  /// Reads all paths.
  @Sendable static func parseAll(_ texts: [String]) throws(BadValue) -> [String] {
    var paths: [String] = []
    for text in texts { paths.append(try parse(text)) }
    return paths
  }
}
