import Signal

/// Reads the origins of pages that may use the rooms.
enum OriginList {
  /// What is accepted, for messages.
  private static let remedy =
    "write one such as https://example.org, https://*.example.org, http://localhost:* or *"

  /// Reads all patterns.
  @Sendable static func parseAll(_ texts: [String]) throws(BadValue) -> [OriginPolicy.Pattern] {
    var patterns: [OriginPolicy.Pattern] = []
    for text in texts {
      guard text != "same", let pattern = OriginPolicy.Pattern(text) else {
        throw BadValue(text, "is not a pattern of origins", remedy)
      }
      patterns.append(pattern)
    }
    return patterns
  }
}
