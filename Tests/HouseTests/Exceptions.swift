/// A file that breaks a rule for a reason one can say.
struct Exception: Sendable {
  let rule: Rule
  let path: String
  let reason: String
}

/// All exceptions there are. One that is no longer needed fails a test.
let exceptions: [Exception] = [
  Exception(
    rule: .typeName, path: "Sources/SansIO/Identifiers.swift",
    reason: "Five names of the same shape, understood together."),
  Exception(
    rule: .coreWords, path: "Sources/SignaldCrypto/Platform/CryptoKit.swift",
    reason: "The one source of random bytes on Apple platforms, as libcrypto is on Linux."),
]
