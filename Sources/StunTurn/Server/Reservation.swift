import SansIO

/// A relay socket kept for a second allocation of the same user (RFC 8656 section 7.2).
struct Reservation {
  /// The bound socket.
  var socket: SocketID
  /// Its address and port.
  var local: Endpoint
  /// Whose it is.
  var user: String
  /// The timer of its end.
  var timer: Timers<Expiry>.ID
}
