/// What the reading of options needs to know about the machine and the process; given by tests.
struct Surroundings: Sendable {
  /// The value of an environment variable.
  let variable: @Sendable (String) -> String?
  /// How many processors are online.
  let processorCount: Int
  /// Whether the process runs as root.
  let isRoot: Bool
  /// The text of a small file.
  let readFile: @Sendable (String) throws(FileProblem) -> String

  /// Describes surroundings.
  init(
    variable: @escaping @Sendable (String) -> String?, processorCount: Int, isRoot: Bool,
    readFile: @escaping @Sendable (String) throws(FileProblem) -> String
  ) {
    self.variable = variable
    self.processorCount = processorCount
    self.isRoot = isRoot
    self.readFile = readFile
  }

  /// The value of an environment variable; an empty one counts as not set.
  func setVariable(_ name: String) -> String? {
    guard let value = variable(name), !value.isEmpty else { return nil }
    return value
  }

  /// Where state is kept unless told otherwise.
  ///
  /// `/var/lib/signald` for root, else `signald` in `XDG_STATE_HOME` or in `~/.local/state` (XDG
  /// Base Directory Specification); without a home directory also `/var/lib/signald`.
  var standardStateDirectory: String {
    let system = "/var/lib/signald"
    if isRoot { return system }
    // The specification has relative paths ignored.
    if let base = setVariable("XDG_STATE_HOME"), base.hasPrefix("/") { return base + "/signald" }
    guard let home = setVariable("HOME") else { return system }
    return home + "/.local/state/signald"
  }
}
