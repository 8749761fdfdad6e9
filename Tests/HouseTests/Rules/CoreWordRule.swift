/// The pure modules name no clock, no thread, no socket, no global randomness and no logging.
enum CoreWordRule {
  static let cores: Set = ["SansIO", "SignaldCrypto", "StunTurn", "Signal", "Conformance"]

  private static let words: Set = [
    "Foundation", "FoundationEssentials", "Glibc", "Dispatch", "async", "await", "Task", "actor",
    "ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator", "clock_gettime",
    "gettimeofday", "getrandom", "sendto", "sendmsg", "recvfrom", "recvmsg", "setsockopt",
    "getaddrinfo", "pthread_create",
  ]
  private static let globalCalls: Set = ["print", "debugPrint", "dump"]
  private static let randomCalls: Set = ["random", "randomElement", "shuffled", "shuffle"]

  static func findings(in file: SourceFile) -> [Finding] {
    guard let module = file.module, cores.contains(module) else { return [] }
    return file.tokens.indices.filter { isBanned($0, file.tokens) }.map {
      file.finding(
        .coreWords, line: file.tokens[$0].line, "a core may not say \(file.tokens[$0].text)")
    }
  }

  private static func isBanned(_ index: Int, _ tokens: [Token]) -> Bool {
    let token = tokens[index]
    guard token.kind == .word else { return false }
    if words.contains(token.text) { return true }
    let followsPoint = index > 0 && tokens[index - 1].isSign(".")
    let isDeclared = index > 0 && tokens[index - 1].isWord("func")
    guard index + 1 < tokens.count, tokens[index + 1].isSign("("), !isDeclared else { return false }
    return followsPoint ? randomCalls.contains(token.text) : globalCalls.contains(token.text)
  }
}
