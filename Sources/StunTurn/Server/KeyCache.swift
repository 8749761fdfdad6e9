import SignaldCrypto

/// Remembers the keys of time-limited credentials that have proved right, as many as it has places.
///
/// Each user name has one place and overwrites who was there, so it is bounded and never searched.
struct KeyCache: ~Copyable {
  /// How many keys it can hold.
  static let placeCount = 1024

  private struct Entry {
    let user: String
    let key: Digest
  }

  private var entries: [Entry?] = Array(repeating: nil, count: placeCount)

  /// The key of a user, if it is still there.
  func key(of user: String) -> Digest? {
    guard let entry = entries[place(of: user)], entry.user == user else { return nil }
    return entry.key
  }

  /// Remembers a key. Only for what has verified a request: nothing is kept for a stranger.
  mutating func keep(_ key: Digest, of user: String) {
    entries[place(of: user)] = Entry(user: user, key: key)
  }

  private func place(of user: String) -> Int {
    // The standard library seeds this hash, so nobody outside can choose who overwrites whom.
    Int(UInt(bitPattern: user.hashValue) % UInt(KeyCache.placeCount))
  }
}
