/// The package depends on no other package, and no manifest has flags that bar embedding.
enum ManifestRule {
  static func findings(in file: SourceFile) -> [Finding] {
    var found: [Finding] = []
    for (index, token) in file.tokens.enumerated() {
      if token.isWord("unsafeFlags") {
        found.append(file.finding(.manifest, line: token.line, "unsafe flags bar embedding"))
      }
      let followsPoint = index > 0 && file.tokens[index - 1].isSign(".")
      if file.path == "Package.swift", token.isWord("package"), followsPoint {
        found.append(file.finding(.manifest, line: token.line, "a package dependency"))
      }
    }
    if file.path == "Package.swift", !declaresNoDependencies(file.tokens) {
      found.append(file.finding(.manifest, line: 1, "says nowhere `dependencies: []`"))
    }
    return found
  }

  /// Whether `dependencies: []` is an argument of `Package(...)` itself and not of a target.
  private static func declaresNoDependencies(_ tokens: [Token]) -> Bool {
    guard let start = tokens.firstIndex(where: { $0.isWord("Package") }) else { return false }
    var depth = 0
    for index in start..<tokens.count {
      let rest = tokens[index...].prefix(4).map(\.text)
      if depth == 1 && rest == ["dependencies", ":", "[", "]"] { return true }
      if ["(", "[", "{"].contains(tokens[index].text) { depth += 1 }
      if [")", "]", "}"].contains(tokens[index].text) { depth -= 1 }
    }
    return false
  }
}
