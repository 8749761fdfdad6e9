/// Reads passwords, user names, and secrets shared with issuers of time-limited TURN credentials.
enum Secret {
  /// The longest secret in bytes.
  static let limit = 1_024

  /// Reads a text of 1 to `limit` bytes without control characters.
  static func parse(_ text: String, limit: Int = limit) throws(BadValue) -> String {
    let remedy = "write 1 to \(limit) bytes of text"
    guard !text.isEmpty else { throw BadValue(text, "is empty", remedy) }
    guard text.utf8.count <= limit else { throw BadValue(text, "is too long", remedy) }
    guard !text.hasControls else { throw BadValue(text, "holds a control character", remedy) }
    return text
  }

  /// Reads the secrets of a file, one a line.
  static func parseFile(_ path: String, in surroundings: Surroundings) throws(BadValue) -> [String]
  {
    let text: String
    do throws(FileProblem) {
      text = try surroundings.readFile(path)
    } catch {
      throw BadValue(
        path, "cannot be read: \(error)", "name a file with one secret a line")
    }
    var secrets: [String] = []
    for line in SecretText.lines(text) {
      do throws(BadValue) {
        secrets.append(try parse(line))
      } catch {
        // The line must not be shown: the file's name takes its place.
        throw BadValue(path, "has a line that \(error.problem)", error.remedy)
      }
    }
    guard !secrets.isEmpty else {
      throw BadValue(path, "holds no secret", "put one secret a line into it")
    }
    return secrets
  }
}
