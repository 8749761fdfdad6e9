import SansIO

/// One allocation, under way or made.
struct GatheredRelay {
  /// The client's state.
  var session: TURNSession
  /// The job that asked for it.
  let job: Int
  /// The socket opened for it alone, if there is one.
  let socket: SocketID?
  /// The relayed addresses, once there are any: one, or one of each family.
  var relayed: [Endpoint] = []

  /// Whether it is over.
  var isClosed: Bool {
    if case .closed = session.state { true } else { false }
  }
}
