import SansIO

/// What requests and timers need of an allocation, kept apart from what packets need.
struct AllocationTerms {
  /// Whose it is: the name quotas are counted by.
  var user: String
  /// How many ports it holds: two while the second is not yet reserved.
  var heldPorts = 1
  /// The client, by the address it really has.
  var origin: Endpoint
  /// The transaction that made it (RFC 8656 section 7.2: its retransmission succeeds again).
  var id: TransactionID
  /// When it was opened.
  var opened: Instant
  /// The lifetime first granted, in seconds.
  var lifetime: UInt32
  /// The token of the port reserved with it.
  var token: UInt64?
  /// The other half's refusal, which the success tells of (RFC 8656 section 18.12).
  var refused: FamilyRefusal?
  /// Up to when reports of undeliverable packets are paid for.
  var reported = Instant(nanoseconds: 0)
  /// The request that waits for its socket; `nil` exactly when the allocation has one.
  var opening: RelayOpening?
  /// The timer of its end.
  var timer: Timers<Expiry>.ID
  /// The slots of its permissions.
  var permissions: [UInt32] = []
  /// The slots of its channels.
  var channels: [UInt32] = []
  /// The ids of its connections to peers (RFC 6062).
  var connections: [UInt32] = []
}
