/// Why state cannot be kept.
enum StateProblem: Error, Equatable, CustomStringConvertible {
  /// The directory cannot be made or entered.
  case directory(path: String, number: Int32)
  /// A file in it cannot be read or written.
  case file(path: String, number: Int32)
  /// Users other than the owner may read a secret.
  case exposed(path: String, mode: Int)
  /// Something else has the place of the file.
  case notAFile(path: String)
  /// The file holds no secret.
  case unusable(path: String)

  /// One line: what is wrong, and what would help.
  var description: String {
    switch self {
    case .directory(let path, let number):
      "cannot use the state directory \(path): \(Platform.describe(number)); "
        + "make it, or choose another with --state"
    case .file(let path, let number):
      "cannot use \(path): \(Platform.describe(number)); "
        + "check who owns it, or choose another state directory with --state"
    case .exposed(let path, let mode):
      "\(path) holds a secret, but others can read or write it (mode 0\(String(mode, radix: 8))); "
        + "run chmod 600 \(path)"
    case .notAFile(let path):
      "\(path) is not a regular file; remove it, and a new secret is made"
    case .unusable(let path):
      "\(path) holds no secret: one line of text is expected; remove it, and a new one is made"
    }
  }
}
