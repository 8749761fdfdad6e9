import SansIO

/// What a challenge says about the derivation of keys (RFC 8489 section 9.2.5).
enum AlgorithmOffer: Hashable, Sendable {
  /// Nothing: the server speaks RFC 5389.
  case none
  /// The first algorithm we know of those offered, with the value of PASSWORD-ALGORITHMS to repeat.
  case chosen(PasswordAlgorithm, among: [UInt8])
  /// No request may answer it: algorithms are announced and missing, or none is known.
  case unusable

  /// The longest list repeated, in bytes: 64 algorithms without parameters. The registry has two.
  static let listLimit = 256

  /// Reads a challenge.
  init(_ message: Message) {
    guard message.nonceFeatures.contains(.passwordAlgorithms) else {
      self = .none
      return
    }
    guard let list = message.first(.passwordAlgorithms), list.byteCount <= AlgorithmOffer.listLimit,
      let numbers = try? message.passwordAlgorithms(),
      let algorithm = numbers.lazy.compactMap({ PasswordAlgorithm(rawValue: $0) }).first
    else {
      self = .unusable
      return
    }
    self = .chosen(algorithm, among: list.copied())
  }

  /// Whether whoever accepted this may accept `next` after it: never less than before.
  func allows(_ next: AlgorithmOffer) -> Bool {
    switch (self, next) {
    case (_, .unusable): false
    case (.chosen, .none), (.chosen(.sha256, _), .chosen(.md5, _)): false
    default: true
    }
  }
}
