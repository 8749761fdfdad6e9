import SansIO

/// The socket of one interface's address.
struct GatheringBase {
  /// How far it is.
  enum State: Hashable {
    /// The driver was asked to open it.
    case opening
    /// It is bound there.
    case open(SocketID, Endpoint)
    /// It could not be opened, or was closed.
    case closed
  }

  /// The interface's address.
  let address: IPAddress
  /// How far it is.
  var state = State.opening

  /// Socket and bound endpoint while it is open.
  var socket: (id: SocketID, endpoint: Endpoint)? {
    if case .open(let id, let endpoint) = state { (id, endpoint) } else { nil }
  }
}
