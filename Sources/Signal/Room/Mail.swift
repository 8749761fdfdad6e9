/// Letters that wait, oldest first, bounded by number and size.
struct Mail: Sendable {
  /// The letters.
  private(set) var letters: [Letter] = []
  /// Their bytes together.
  private(set) var byteCount = 0

  /// Whether nothing waits.
  var isEmpty: Bool { letters.isEmpty }

  /// Appends a letter, or answers `false` if that would pass a limit.
  mutating func append(_ letter: Letter, within limits: LobbyLimits) -> Bool {
    guard letters.count < limits.lettersPerQueue,
      byteCount + letter.escaped.count <= limits.bytesPerQueue
    else { return false }
    letters.append(letter)
    byteCount += letter.escaped.count
    return true
  }
}
