/// Which modules each module may import: the floors of the house, ARCHITECTURE.md.
///
/// A condition around an import changes nothing: what is in no build on one system is in another's.
enum ImportRule {
  private static let systemC: Set = ["Glibc", "Musl", "Darwin"]
  private static let appleCrypto: Set = ["CryptoKit", "CommonCrypto", "Darwin"]
  private static let shims: Set = ["CSignaldLinux", "CSignaldOpenSSL", "COpenSSL", "CZlib"]
  private static let below: Set = [
    "SansIO", "SignaldCrypto", "StunTurn", "Signal", "Reactor", "Conformance",
  ]

  static let allowed: [String: Set<String>] = [
    "SansIO": [],
    "SignaldCrypto": appleCrypto.union(["SansIO", "CSignaldOpenSSL", "COpenSSL", "CZlib"]),
    "StunTurn": ["SansIO", "SignaldCrypto"],
    "Signal": ["SansIO", "SignaldCrypto", "CZlib"],
    "Conformance": ["SansIO", "SignaldCrypto", "StunTurn"],
    "Reactor": systemC.union([
      "SansIO", "SignaldCrypto", "CSignaldLinux", "CSignaldOpenSSL", "COpenSSL", "Synchronization",
    ]),
    "SignaldKit": below.union(systemC).union(shims).union(["Synchronization"]),
    "signald": below.union(systemC).union(shims).union([
      "SignaldKit", "Synchronization", "FoundationEssentials",
    ]),
  ]

  private static let kinds: Set = [
    "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
  ]

  static func findings(in file: SourceFile) -> [Finding] {
    guard let module = file.module else { return [] }
    guard let allowed = allowed[module] else {
      return [file.finding(.imports, line: 1, "the import table does not know \(module)")]
    }
    return imports(in: file.tokens).filter { !allowed.contains($0.module) }.map {
      file.finding(.imports, line: $0.line, "\(module) may not import \($0.module)")
    }
  }

  /// The top-level modules a file imports, whatever access level, attribute or kind stands there.
  static func imports(in tokens: [Token]) -> [(module: String, line: Int)] {
    tokens.indices.compactMap { index in
      guard tokens[index].isWord("import") else { return nil }
      let names = tokens[(index + 1)...].prefix(2).filter { $0.kind == .word }
      guard let first = names.first else { return nil }
      let module = kinds.contains(first.text) ? names.last ?? first : first
      return (module.text, tokens[index].line)
    }
  }
}
