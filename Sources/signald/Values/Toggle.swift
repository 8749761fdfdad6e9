/// Reads the value of an option that is on or off.
enum Toggle {
  private static let on = ["on", "yes", "true", "1"]
  private static let off = ["off", "no", "false", "0"]

  /// Reads `on`, `yes`, `true`, `1` or their opposites.
  @Sendable static func parse(_ text: String) throws(BadValue) -> Bool {
    if on.contains(text) { return true }
    if off.contains(text) { return false }
    throw BadValue(text, "is neither on nor off", "write on or off")
  }
}
