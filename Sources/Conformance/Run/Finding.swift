/// What a server did that it must not, or did not that it must.
public struct Finding: Hashable, Sendable {
  /// What was sent last.
  public let sent: String
  /// What must have followed.
  public let expected: String
  /// What did.
  public let came: String
  /// The bytes that were sent last, in hexadecimal.
  public let sentBytes: String
  /// The bytes that came, in hexadecimal; empty if none did.
  public let cameBytes: String
}
