/// A rule of the house that a test can check.
enum Rule: String, CaseIterable, Sendable {
  case imports
  case coreWords
  case fileLength
  case functionLength
  case lineLength
  case typeName
  case unfinished
  case forceUnwrap
  case unsafeReason
  case manifest
  case voice
  case compliance

  /// Every place in the repository that breaks this rule.
  func findings(in repository: Repository) -> [Finding] {
    let sources = repository.swiftFiles(below: "Sources")
    let code = Self.codeFolders.flatMap { repository.swiftFiles(below: $0) }
    switch self {
    case .imports: return sources.flatMap(ImportRule.findings)
    case .coreWords: return sources.flatMap(CoreWordRule.findings)
    case .fileLength: return code.flatMap(LengthRules.fileFindings)
    case .functionLength: return code.flatMap(LengthRules.functionFindings)
    case .lineLength: return code.flatMap(LengthRules.lineFindings)
    case .typeName: return sources.flatMap(TypeNameRule.findings)
    case .unfinished: return code.flatMap(UnfinishedRule.findings)
    case .forceUnwrap: return sources.flatMap(ForceUnwrapRule.findings)
    case .unsafeReason: return sources.flatMap(UnsafeReasonRule.findings)
    case .manifest:
      return repository.files.filter { $0.path.hasSuffix("Package.swift") }
        .flatMap(ManifestRule.findings)
    case .voice: return repository.files.flatMap(VoiceRule.findings)
    case .compliance: return ComplianceRule.findings(in: repository)
    }
  }

  private static let codeFolders = ["Sources", "Tests", "Fuzz", "Benchmarks"]
}
