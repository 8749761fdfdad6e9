/// What candidates share that are likely to work or fail alike (RFC 8445 section 5.1.1.3): 1 to 32
/// letters, digits, `+` and `/`.
public struct CandidateFoundation: Hashable, Sendable, LosslessStringConvertible {
  /// The text.
  public let description: String

  /// Takes a text, or answers `nil` if it is none (RFC 8839 section 5.1).
  public init?(_ text: some StringProtocol) {
    guard (1...32).contains(text.utf8.count), text.utf8.allSatisfy(CandidateFoundation.allows)
    else { return nil }
    description = String(text)
  }

  /// The foundation of this number, for those who count what they gather.
  init(number: Int) { description = String(number) }

  private static func allows(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "/"): true
    default: false
    }
  }
}
