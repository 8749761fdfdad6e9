import SansIO

/// Something on its way to another loop.
struct Departure {
  /// What moves.
  enum Load: Sendable {
    /// A datagram socket.
    case socket(SocketParcel)
    /// A stream.
    case link(LinkParcel)
  }

  /// Where it goes.
  let loop: LoopID
  /// What moves.
  let load: Load
}
