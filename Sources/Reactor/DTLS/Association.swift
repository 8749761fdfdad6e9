import SansIO

/// A DTLS association with one peer of a datagram socket.
struct Association: ~Copyable {
  /// How far it is on its way to carrying data.
  enum Stage {
    /// Not there before the handshake is over, which it has to be by this time.
    case handshaking(until: Instant)
    /// Data flows.
    case open
  }

  /// Who began it.
  enum Side {
    /// The peer, with these random bytes.
    case server(ClientHello.Random)
    /// The machine, with this ticket.
    case client(Ticket)
  }

  /// What encrypts.
  var session: TLSSession
  /// Both ends, with the number of the association.
  let path: Path
  /// Who began it.
  let side: Side
  /// How far it is.
  var stage: Stage
  /// Why a handshake of ours has failed, until the machine can be told.
  var failure: Ending?
  /// When the peer was last heard: something that only it can have sent.
  var heard: Instant
  /// Its deadline, if it has one.
  var timer: Timers<TimerKey>.ID?

  /// Makes one whose handshake begins.
  init(
    session: consuming TLSSession, path: Path, side: Side, until deadline: Instant, now: Instant
  ) {
    self.session = session
    self.path = path
    self.side = side
    stage = .handshaking(until: deadline)
    heard = now
  }

  /// Whether data flows.
  var isOpen: Bool { if case .open = stage { true } else { false } }
  /// The client's random bytes, if the peer is one.
  var random: ClientHello.Random? { if case .server(let random) = side { random } else { nil } }
}
