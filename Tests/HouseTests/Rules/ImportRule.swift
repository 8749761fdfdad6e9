/// Which modules each module may import: the floors of the house, ARCHITECTURE.md.
///
/// A condition around an import changes nothing: what is in no build on one system is in another's.
enum ImportRule {
  static let allowed: [String: Set<String>] = [
    "SansIO": [],
    "SignaldCrypto": ["SansIO", "CSignaldOpenSSL", "COpenSSL", "CZlib", "CryptoKit"],
    "StunTurn": ["SansIO", "SignaldCrypto"],
    "Signal": ["SansIO", "SignaldCrypto", "CZlib"],
    "Reactor": [
      "SansIO", "SignaldCrypto", "CSignaldLinux", "CSignaldOpenSSL", "COpenSSL", "Glibc",
      "Synchronization",
    ],
    "SignaldKit": [
      "SansIO", "SignaldCrypto", "StunTurn", "Signal", "Reactor", "CSignaldLinux",
      "CSignaldOpenSSL", "COpenSSL", "CZlib", "Glibc", "Synchronization",
    ],
    "signald": [
      "SansIO", "SignaldCrypto", "StunTurn", "Signal", "Reactor", "SignaldKit", "CSignaldLinux",
      "CSignaldOpenSSL", "COpenSSL", "CZlib", "Glibc", "Synchronization", "FoundationEssentials",
    ],
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
