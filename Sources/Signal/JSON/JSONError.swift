/// Why a text is not the JSON that is taken here, and where.
public struct JSONError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// The text ends before the value does.
    case truncated
    /// A byte no value can have there.
    case unexpected
    /// Something follows the value.
    case trailing
    /// Not UTF-8, a control character or an unknown escape in a string.
    case badString
    /// Not what RFC 8259 section 6 calls a number.
    case badNumber
    /// Nested deeper than the limit.
    case tooDeep
    /// An object with more members than the limit.
    case tooManyMembers
    /// Longer than the limit.
    case tooLong
    /// Something else than what was to be read.
    case wrongKind
  }

  /// What is wrong.
  public var reason: Reason
  /// At which byte.
  public var offset: Int

  /// Describes an error.
  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}
