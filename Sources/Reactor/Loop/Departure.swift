import SansIO

/// Something on its way to another loop.
struct Departure {
  enum Load: Sendable {
    case socket(SocketParcel)
    case link(LinkParcel)
  }

  let loop: LoopID
  let load: Load
}
