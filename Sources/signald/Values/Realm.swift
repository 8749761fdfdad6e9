/// Reads a realm, the name under which long-term credentials hold (RFC 8489 section 14.9).
enum Realm {
  /// The longest realm in characters (RFC 8489 section 14.9: fewer than 128).
  static let limit = 127

  /// Reads a realm of 1 to 127 characters that a quoted string can hold as it is.
  @Sendable static func parse(_ text: String) throws(BadValue) -> String {
    let remedy = "write a name such as your domain, at most \(limit) characters"
    guard !text.isEmpty else { throw BadValue(text, "is empty", remedy) }
    guard text.unicodeScalars.count <= limit else { throw BadValue(text, "is too long", remedy) }
    guard !text.hasControls, !text.contains("\""), !text.contains("\\") else {
      throw BadValue(text, "holds a control character, a quote or a backslash", remedy)
    }
    return text
  }
}
