/// Where a value of an option came from, as the operator knows it.
enum ValueSource: Hashable, Sendable, CustomStringConvertible {
  /// The command line; holds the flag with its dashes.
  case flag(String)
  /// An environment variable.
  case variable(String)
  /// A file named by an environment variable.
  case file(path: String, variable: String)

  /// `--realm`, `SIGNALD_REALM` or `SIGNALD_PASSWORD_FILE (/run/secrets/password)`.
  var description: String {
    switch self {
    case .flag(let name), .variable(let name): name
    case .file(let path, let variable): "\(variable) (\(path))"
    }
  }
}
