import SansIO

/// One server to be asked from one address.
struct GatheringJob {
  /// How often another local port is tried after a 437 (RFC 8656 section 7.4).
  static let portLimit = 3

  /// How far it is.
  enum Stage {
    /// For its turn, and for the base to open.
    case waiting
    /// For a connection, or a socket of its own.
    case opening
    /// For the answer to a Binding request.
    case probing(BindingProbe)
    /// For the relay at this place to be allocated.
    case relaying(Int)
    /// For nothing: it has given what it could.
    case done
  }

  /// The base's place.
  let base: Int
  /// The server as the caller named it.
  let server: ResolvedServer
  /// The server's place among all, best first.
  let rank: Int
  /// Whom to ask: the server, or the one it named instead.
  var target: Endpoint
  /// How far it is.
  var stage = Stage.waiting
  /// Whether the server was asked for addresses of both families, had none to give, and is now
  /// asked for IPv4 alone.
  var wantsOneFamily = false
  /// Whom it has asked.
  var visited = VisitedServers()
  /// How many ports were tried.
  var ports = 0
  /// How often it asked the driver to open something; older answers do not count.
  var openings: UInt8 = 0
  /// When to give up; `nil` before its first turn.
  var end: Instant?

  /// Whether it has given what it could.
  var isDone: Bool {
    if case .done = stage { true } else { false }
  }

  /// Whether it waits for its turn.
  var isWaiting: Bool {
    if case .waiting = stage { true } else { false }
  }

  /// When something is due.
  var deadline: Instant? {
    guard !isDone, let end else { return nil }
    if case .probing(let probe) = stage { return min(end, probe.deadline) }
    return end
  }
}
