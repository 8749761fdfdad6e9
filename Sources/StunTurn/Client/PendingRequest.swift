import SansIO

/// A request on its way, with what may still be tried when it is refused.
struct PendingRequest {
  /// What was sent.
  let request: ClientRequest
  /// When it is sent again.
  var transaction: Transaction
  /// Whether it was repeated for a new realm or the first challenge.
  var wasChallenged = false
  /// Whether it was repeated for a new nonce.
  var wasStale = false
}
