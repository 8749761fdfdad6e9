import SignaldCrypto

/// Remembers the keys of time-limited credentials that have proved right, as many as it has places.
///
/// Each user name has one place for each algorithm and overwrites who was there, so it is bounded
/// and never searched.
struct KeyCache: ~Copyable {
  /// How many keys it can hold.
  static let placeCount = 1024

  private struct Entry {
    let user: String
    let algorithm: PasswordAlgorithm
    let key: Digest
  }

  private var entries: [Entry?] = Array(repeating: nil, count: placeCount)

  /// The key of a user, if it is still there.
  func key(of user: String, _ algorithm: PasswordAlgorithm) -> Digest? {
    guard let entry = entries[place(of: user, algorithm)], entry.user == user,
      entry.algorithm == algorithm
    else { return nil }
    return entry.key
  }

  /// Remembers a key. Only for what has verified a request: nothing is kept for a stranger.
  mutating func keep(_ key: Digest, of user: String, _ algorithm: PasswordAlgorithm) {
    entries[place(of: user, algorithm)] = Entry(user: user, algorithm: algorithm, key: key)
  }

  private func place(of user: String, _ algorithm: PasswordAlgorithm) -> Int {
    // The standard library seeds this hash, so nobody outside can choose who overwrites whom.
    var hasher = Hasher()
    hasher.combine(user)
    hasher.combine(algorithm)
    return Int(UInt(bitPattern: hasher.finalize()) % UInt(KeyCache.placeCount))
  }
}
