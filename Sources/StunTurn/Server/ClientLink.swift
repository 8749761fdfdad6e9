import SansIO

/// A client's stream: what is needed to answer it, and until when it may stay as it is.
struct ClientLink: BitwiseCopyable {
  /// The stream.
  let id: LinkID
  /// Its two ends, as nonces are bound to them; the stream's number stands for a socket's.
  let ends: Path
  /// The place of its network in the count of strangers.
  let network: Int
  /// Whether it holds an allocation, or one is being made.
  var isSettled = false
  /// Until when it may stay without an allocation.
  var idleUntil: Instant
  /// Until when the message must be whole of which a part has come.
  var partialUntil: Instant?
  /// The timer that looks at it, and when it fires.
  var timer: Timers<Expiry>.ID?
  /// When the timer fires.
  var timerDue = Instant.distantFuture

  /// Describes a stream that has just opened.
  init(_ id: LinkID, _ info: LinkInfo, network: Int, idleUntil: Instant) {
    self.id = id
    let socket = SocketID(
      index: id.index, generation: id.generation, loop: id.loop, owner: id.owner)
    ends = Path(socket: socket, local: info.local.address, remote: info.origin)
    self.network = network
    self.idleUntil = idleUntil
  }

  /// When it is due to be closed if nothing happens; `nil` while an allocation keeps it.
  var due: Instant? {
    guard !isSettled else { return partialUntil }
    return partialUntil.map { min($0, idleUntil) } ?? idleUntil
  }
}
