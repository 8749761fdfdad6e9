import SansIO

/// Something on its way to another loop.
struct Departure {
  /// What moves.
  enum Load: Sendable {
    /// A datagram socket.
    case socket(SocketParcel)
    /// A stream.
    case link(LinkParcel)
    /// What secures a stream of this loop, back from the thread for handshakes.
    case session(SessionParcel)
  }

  /// Where it goes.
  let loop: LoopID
  /// What moves.
  let load: Load
}
