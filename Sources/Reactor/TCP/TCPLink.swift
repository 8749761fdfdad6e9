import SansIO

/// A stream: a connection, what waits on it in both directions, and TLS between the two if wanted.
struct TCPLink: ~Copyable {
  /// How far it is on its way to carrying data.
  enum Stage {
    /// Waiting for the peer, for its first bytes, for TLS, or for nothing any more.
    case connecting, arriving, handshaking, open
  }

  /// How far our direction is on its way to its end.
  enum Writing {
    /// Writes go out.
    case open
    /// To be ended after what is queued.
    case finishing
    /// The peer was told that no more comes.
    case finished
  }

  /// The socket.
  let descriptor: Descriptor
  /// Its name on the loop that serves it.
  let id: LinkID
  /// What is known of it.
  var info: LinkInfo
  /// The ticket of the `connect` that made it, until it has been answered.
  var ticket: Ticket?
  /// Whether the machine has been told of it: then it is also told of its end.
  var isAnnounced = false

  /// How far it is.
  var stage: Stage
  /// How far our direction is.
  var writing = Writing.open
  /// Whether the peer will send no more.
  var hasEnded = false
  /// Whether the machine wants nothing read.
  var isPaused = false

  /// What the kernel had no room for.
  var queue = ByteQueue()
  /// What the machine wrote before the handshake it asked for was over.
  var early: [UInt8] = []
  /// The tail the machine kept of the last chunk.
  var kept: [UInt8] = []
  /// What stands between socket and machine, if it is secured.
  var session: TLSSession?
  /// Whether the session is with the thread for handshakes.
  var isSessionAway = false
  /// What its first bytes have still to tell, if it was accepted.
  var doorstep: Doorstep?
  /// How to secure it once it is connected.
  var wish: Secure?

  /// Its deadline, if it has one.
  var timer: Timers<TimerKey>.ID?
  /// What the poller was asked for; `nil` if it does not know the link at present.
  var interest: Poller.Interest?

  /// Makes a stream nobody watches yet.
  init(descriptor: consuming Descriptor, id: LinkID, info: LinkInfo, stage: Stage) {
    self.descriptor = descriptor
    self.id = id
    self.info = info
    self.stage = stage
  }

  /// How the poller names it.
  var token: Token { Token(.link, index: id.index, generation: id.generation) }

  /// What the poller should be asked for.
  var wantedInterest: Poller.Interest {
    var wanted: Poller.Interest = []
    switch stage {
    case .connecting: wanted = .writing
    case .arriving: wanted = .reading
    case .handshaking: wanted = isSessionAway ? [] : .reading
    case .open: if !isPaused && !hasEnded { wanted = .reading }
    }
    if !queue.isEmpty { wanted.insert(.writing) }
    return wanted
  }

  /// The same stream under another name, which no poller knows yet.
  consuming func renamed(_ id: LinkID) -> TCPLink {
    var copy = TCPLink(descriptor: descriptor, id: id, info: info, stage: stage)
    copy.writing = writing
    copy.hasEnded = hasEnded
    copy.isPaused = isPaused
    copy.queue = queue
    copy.early = early
    copy.kept = kept
    copy.session = consume session
    return copy
  }
}
