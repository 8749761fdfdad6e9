import SansIO

/// What requests and timers need of a channel, kept apart from what packets need.
struct ChannelTerms: BitwiseCopyable {
  /// When the binding ends unless it is refreshed.
  var expires: Instant
  /// The timer of its end.
  var timer: Timers<Expiry>.ID
}
