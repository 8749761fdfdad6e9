/// What was lost on the way to a server and back before an answer came, as far as one transaction
/// can tell (RFC 7982).
public struct PathLoss: Hashable, Sendable {
  /// Copies of the request that did not arrive.
  public let requests: Int
  /// Answers that did not arrive.
  public let responses: Int

  /// Reads what a server counted: the answer is its `response`-th, to the `request`-th copy. `nil`
  /// if it cannot be so.
  init?(request: UInt8, response: UInt8) {
    guard response >= 1, request >= response else { return nil }
    // Each copy that arrived was answered, and this answer is the first to come back.
    requests = Int(request - response)
    responses = Int(response - 1)
  }
}
