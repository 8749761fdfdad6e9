public import SignaldCrypto

/// The 96 bits that tie an answer to its request (RFC 8489 section 5).
public struct TransactionID: Hashable, Sendable, BitwiseCopyable {
  /// The first 64 bits.
  public let high: UInt64
  /// The last 32 bits.
  public let low: UInt32

  /// Makes an id from its bits.
  public init(high: UInt64, low: UInt32) {
    self.high = high
    self.low = low
  }

  /// Draws an id nobody can guess.
  public init(from entropy: inout Entropy) {
    high = entropy.uint64()
    low = UInt32(truncatingIfNeeded: entropy.uint64())
  }
}
