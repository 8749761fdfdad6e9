/// What a JSON value is (RFC 8259 section 3).
public enum JSONKind: Hashable, Sendable {
  /// Members in braces.
  case object
  /// Values in brackets.
  case array
  /// Text in quotes.
  case string
  /// A decimal number.
  case number
  /// `true` or `false`.
  case bool
  /// `null`.
  case null
}
