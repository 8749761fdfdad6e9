/// What a client sends along with a join, so that asking again gives it the same place.
///
/// It comes from an `Idempotency-Key` header or cookie. Short ones could be guessed by others, who
/// would learn the client id: they do not count.
struct JoinKey: Hashable, Sendable {
  /// How many characters it must have at least and may have at most.
  static let counts = 16...128

  private let text: String

  /// Parses a key, in quotes or without; `nil` if it does not count.
  init?(_ text: some StringProtocol) {
    var text = Substring(text)
    if text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") {
      text = text.dropFirst().dropLast()
    }
    guard JoinKey.counts.contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { return nil }
    self.text = String(text)
  }
}
