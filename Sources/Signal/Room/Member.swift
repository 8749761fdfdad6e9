import SansIO

/// One of the two in a room.
struct Member: Sendable {
  /// How it came in.
  enum Admission: Hashable, Sendable {
    /// By a join, under this key if it sent one. It keeps its place while its socket is gone.
    case joined(JoinKey?)
    /// By a socket or a message alone, as clients of other room servers do.
    case registered
    /// It is the second member of a loopback room, and goes with the first.
    case phantom
  }

  /// Whether it can be reached.
  enum Presence: Hashable, Sendable {
    /// By this socket.
    case present(LinkID)
    /// Not since then.
    case absent(since: Instant)
  }

  /// Its name and secret.
  let id: ClientID
  /// Where it came from.
  let address: IPAddress
  /// How it came in.
  let admission: Admission
  /// Whether it makes the offer.
  var isInitiator: Bool
  /// Whether it can be reached.
  var presence: Presence
  /// How fast it posts.
  var posts = TokenBucket()
  /// What waits for its socket.
  var inbox = Mail()
  /// What its join brought, until it shows that it got the answer.
  var welcome: [Letter] = []

  /// Its socket, if it has one.
  var link: LinkID? {
    if case .present(let link) = presence { link } else { nil }
  }

  /// Since when it has had no socket and was not heard of.
  var absence: Instant? {
    if case .absent(let since) = presence, admission != .phantom { since } else { nil }
  }

  /// The bytes kept for it.
  var byteCount: Int { inbox.byteCount + welcome.reduce(0) { $0 + $1.escaped.count } }

  /// Notes that it is alive.
  mutating func touch(at now: Instant) {
    welcome = []
    if case .absent = presence { presence = .absent(since: now) }
  }
}
