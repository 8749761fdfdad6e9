import SansIO
public import SignaldCrypto

/// How a long-term key is derived, by the IANA registry "STUN Password Algorithms" (RFC 8489
/// section 18.5).
public enum PasswordAlgorithm: UInt16, Hashable, Sendable {
  /// MD5 of user, realm and password.
  case md5 = 0x0001
  /// SHA-256 of user, realm and password.
  case sha256 = 0x0002

  /// The hash function of `LongTermKey.derive`.
  public var function: HashFunction { self == .md5 ? .md5 : .sha256 }
}

extension Message {
  /// The number of PASSWORD-ALGORITHM, known or not (RFC 8489 section 14.12).
  public func passwordAlgorithm() throws(AttributeError) -> UInt16? {
    guard let value = first(.passwordAlgorithm) else { return nil }
    guard let numbers = Message.algorithms(in: value), numbers.count == 1 else {
      throw .malformed(.passwordAlgorithm)
    }
    return numbers[0]
  }

  /// The numbers of PASSWORD-ALGORITHMS in the order of preference (RFC 8489 section 14.11).
  public func passwordAlgorithms() throws(AttributeError) -> [UInt16]? {
    guard let value = first(.passwordAlgorithms) else { return nil }
    guard let numbers = Message.algorithms(in: value) else {
      throw .malformed(.passwordAlgorithms)
    }
    return numbers
  }

  /// The types listed in UNKNOWN-ATTRIBUTES (RFC 8489 section 14.13).
  public func unknownAttributes() throws(AttributeError) -> [AttributeType]? {
    guard let value = first(.unknownAttributes) else { return nil }
    guard value.byteCount % 2 == 0 else { throw .malformed(.unknownAttributes) }
    return (0..<value.byteCount / 2).map { AttributeType(rawValue: value.uint16(at: $0 * 2)) }
  }

  /// Number, length of parameters, parameters padded to four; `nil` if they do not fit.
  private static func algorithms(in value: RawSpan) -> [UInt16]? {
    var numbers: [UInt16] = []
    var offset = 0
    while offset < value.byteCount {
      guard value.byteCount - offset >= 4 else { return nil }
      numbers.append(value.uint16(at: offset))
      // The last one's parameters may lack their padding: the attribute's own takes its place.
      let end = offset + 4 + Int(value.uint16(at: offset + 2))
      guard end <= value.byteCount else { return nil }
      offset = (end + 3) & ~3
    }
    return numbers
  }
}

extension OutputRawSpan {
  /// Appends PASSWORD-ALGORITHMS, the preferred one first (RFC 8489 section 14.11).
  @_lifetime(self: copy self)
  public mutating func append(passwordAlgorithms algorithms: [PasswordAlgorithm]) {
    append(uint16: AttributeType.passwordAlgorithms.rawValue)
    append(uint16: UInt16(algorithms.count * 4))
    // Neither algorithm has parameters.
    for algorithm in algorithms { append(uint32: UInt32(algorithm.rawValue) << 16) }
  }

  /// Appends PASSWORD-ALGORITHM (RFC 8489 section 14.12).
  @_lifetime(self: copy self)
  public mutating func append(_ algorithm: PasswordAlgorithm) {
    append(.passwordAlgorithm, uint32: UInt32(algorithm.rawValue) << 16)
  }
}
