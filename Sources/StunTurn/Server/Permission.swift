import SansIO

/// Leave for the packets of one peer address to pass (RFC 8656 section 9).
struct Permission: BitwiseCopyable {
  /// The slot of its allocation.
  var allocation: UInt32
  /// The peer's address; ports do not matter.
  var address: IPAddress
  /// When it lapses unless it is refreshed.
  var expires: Instant
  /// The timer of its end.
  var timer: Timers<Expiry>.ID?
}
