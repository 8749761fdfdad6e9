import Glibc
import SansIO

// The life of DTLS associations: hellos, handshakes, deadlines, ends.

extension Core {
  /// Whether a datagram's first byte is that of a DTLS record (RFC 7983 §7).
  @inline(__always)
  static func isSealed(_ first: UInt8) -> Bool { first &- 20 < 44 }

  // MARK: In

  /// Takes in a datagram of DTLS. Answers the association it belongs to if there may be data.
  mutating func takeSealed(_ bytes: UnsafeRawBufferPointer, along path: Path) -> Int? {
    let place = associations.place(of: path)
    // The bytes stay where they are during this call.
    if let hello = unsafe ClientHello(parsing: bytes.bytes) {
      guard let pending = place?.pending, associations.slots[pending].random == hello.random
      else { return unsafe greet(hello, bytes, along: path) }
      return unsafe feed(bytes, to: pending)
    }
    guard let index = unsafe route(bytes, place) else { return nil }
    return unsafe feed(bytes, to: index)
  }

  /// Of two associations with one peer the new one gets what belongs to a handshake: epoch 0, and
  /// the encrypted end of it.
  private func route(_ bytes: UnsafeRawBufferPointer, _ place: Associations.Place?) -> Int? {
    guard let place else { return nil }
    guard let pending = place.pending, let open = place.open else {
      return place.open ?? place.pending
    }
    guard bytes.count > 4 else { return nil }
    // The epoch lies at these offsets of a record (RFC 6347 §4.1), and the length was checked.
    let isFirstEpoch = unsafe bytes[3] == 0 && bytes[4] == 0
    return unsafe isFirstEpoch || bytes[0] == 22 ? pending : open
  }

  private mutating func feed(_ bytes: UnsafeRawBufferPointer, to index: Int) -> Int? {
    // Copied by the session.
    unsafe associations.slots[index].session.receive(bytes)
    return associations.slots[index].isOpen || step(index) ? index : nil
  }

  /// Deals with a hello: whoever shows no cookie is sent one, and nothing is kept.
  private mutating func greet(
    _ hello: ClientHello, _ bytes: UnsafeRawBufferPointer, along path: Path
  ) -> Int? {
    guard let context = sockets[Int(path.socket.index)].secure else { return nil }
    // The bytes stay where they are during this call.
    let cookie = unsafe bytes.bytes.extracting(hello.cookie)
    guard associations.cookies.accepts(cookie, from: path, at: now.monotonic) else {
      challenge(hello, along: path)
      return nil
    }
    let peer = path.remote.address
    guard greetingsLeft > 0, associations.count < settings.maximumAssociations,
      associations.count < Associations.most,
      associations.pendingCount < settings.maximumHalfOpenAssociations,
      peer.isLoopback
        || associations.pendingCount(near: peer) < settings.maximumHalfOpenPerNetwork
    else {
      statistics.associationsRefused += 1
      return nil
    }
    greetingsLeft -= 1
    var session = TLSSession(server: context, over: .datagrams)
    // Copied by the session.
    guard unsafe session.begin(with: bytes) else { return nil }
    if let old = associations.place(of: path)?.pending { forget(old) }
    let index = insert(session, along: path, as: .server(hello.random))
    return step(index) ? index : nil
  }

  private mutating func challenge(_ hello: ClientHello, along path: Path) {
    makeRoom(HelloCookies.answerCount)
    // The answer stays in the arena until it has left.
    let room = unsafe associations.arena.room(HelloCookies.answerCount)
    var output = unsafe OutputRawSpan(buffer: room, initializedCount: 0)
    associations.cookies.answer(hello, from: path, at: now.monotonic, into: &output)
    let answer = unsafe associations.arena.take(output.finalize(for: room))
    statistics.cookiesSent += 1
    unsafe add(answer, nil, along: path, marked: Marking())
  }

  // MARK: Handshake

  private mutating func insert(
    _ session: consuming TLSSession, along path: Path, as side: Association.Side
  ) -> Int {
    let deadline = now.monotonic.adding(milliseconds: settings.handshakeTimeout)
    return associations.insert(
      Association(
        session: session, path: associations.nextPath(along: path), side: side, until: deadline,
        now: now.monotonic))
  }

  /// Begins an association with a server on a socket of its own.
  mutating func associate(
    from: IPAddress?, to remote: Endpoint, secure wish: Secure, _ ticket: Ticket
  ) throws(SystemError) {
    // Bound to one address, so that what arrives is known by the path it was sent along.
    let local: IPAddress
    if let from { local = from } else { local = try DatagramProbe.source(towards: remote.address) }
    let (socket, _) = try openSocket(at: Endpoint(address: local, port: 0), owner: ticket.owner)
    sockets[Int(socket.index)].isSecured = true
    let session: TLSSession
    do throws(TLSError) {
      session = try contexts.makeSession(for: wish, over: .datagrams)
    } catch {
      // A name or protocol that cannot be asked for: our side is to blame.
      close(socket)
      return tell(.opened(ticket, .failed(.local)))
    }
    let path = Path(socket: socket, local: local, remote: remote)
    _ = step(insert(session, along: path, as: .client(ticket)))
  }

  /// Goes on as far as what was fed allows. Answers whether data can flow.
  private mutating func step(_ index: Int) -> Bool {
    let state = associations.slots[index].session.step()
    sendCiphertext(of: index)
    switch state {
    case .handshaking:
      associations.slots[index].session.discardInput()
      awaitFlight(index)
      return false
    case .failed(let reason):
      fail(index, .tls(reason))
      return false
    case .done:
      open(index)
      return true
    }
  }

  private mutating func open(_ index: Int) {
    associations.slots[index].heard = now.monotonic
    statistics.associationsOpened += 1
    if let old = associations.open(index) { end(old, .reset) }
    awaitWord(index)
    if case .client(let ticket) = associations.slots[index].side {
      tell(.opened(ticket, .path(associations.slots[index].path)))
    }
  }

  // MARK: Deadlines

  private mutating func schedule(association index: Int, at deadline: Instant) {
    cancelTimer(ofAssociation: index)
    let generation = UInt16(associations.slots[index].path.session >> 16)
    associations.slots[index].timer = timers.schedule(
      .association(index: UInt32(index), generation: generation), at: deadline)
  }

  private mutating func cancelTimer(ofAssociation index: Int) {
    guard let timer = associations.slots[index].timer else { return }
    timers.cancel(timer)
    associations.slots[index].timer = nil
  }

  /// Waits until the last flight has to be sent again, or the handshake has taken too long.
  private mutating func awaitFlight(_ index: Int) {
    guard case .handshaking(let end) = associations.slots[index].stage else { return }
    let timeout = associations.slots[index].session.timeout
    let again = timeout.map { now.monotonic.adding(milliseconds: $0) } ?? end
    schedule(association: index, at: min(again, end))
  }

  /// Waits until the peer has been silent for too long.
  private mutating func awaitWord(_ index: Int) {
    let heard = associations.slots[index].heard
    schedule(
      association: index, at: heard.adding(milliseconds: settings.associationIdleTimeout))
  }

  /// A deadline has passed.
  mutating func expire(association index: Int) {
    associations.slots[index].timer = nil
    if let failure = associations.slots[index].failure { return end(index, failure) }
    let idle = settings.associationIdleTimeout
    switch associations.slots[index].stage {
    case .open where associations.slots[index].heard.adding(milliseconds: idle) > now.monotonic:
      awaitWord(index)
    case .open: sayFarewell(index)
    case .handshaking(let end) where end <= now.monotonic: self.end(index, .timedOut)
    case .handshaking:
      let isHopeful = associations.slots[index].session.handleTimeout()
      sendCiphertext(of: index)
      if isHopeful { awaitFlight(index) } else { end(index, .timedOut) }
    }
    flushDatagrams()
  }

  // MARK: Ends

  /// A handshake has failed. One of ours takes its socket along, which may be in use right now:
  /// that waits for the end of the turn.
  mutating func fail(_ index: Int, _ ending: Ending) {
    guard case .client = associations.slots[index].side else { return end(index, ending) }
    if associations.slots[index].failure == nil { associations.slots[index].failure = ending }
    schedule(association: index, at: now.monotonic)
  }

  /// Tells the peer that it is over, and the machine.
  mutating func sayFarewell(_ index: Int) {
    associations.slots[index].session.shutdown()
    sendCiphertext(of: index)
    end(index, .finished)
  }

  /// Takes an association out and tells the machine, if it may know of it or asked for it.
  mutating func end(_ index: Int, _ ending: Ending) {
    cancelTimer(ofAssociation: index)
    let association = associations.remove(index)
    if association.isOpen {
      tell(.departed(association.path))
    } else if case .client(let ticket) = association.side {
      flushDatagrams()
      close(association.path.socket)
      tell(.opened(ticket, .failed(ending)))
    }
  }

  private mutating func forget(_ index: Int) {
    cancelTimer(ofAssociation: index)
    _ = associations.remove(index)
  }

  /// A socket goes: so do its associations, and their peers are told.
  mutating func endAssociations(of socket: SocketID) {
    for index in 0..<associations.slots.end where associations.slots.isUsed(index) {
      guard associations.slots[index].path.socket == socket else { continue }
      associations.slots[index].session.shutdown()
      sendCiphertext(of: index)
      forget(index)
    }
    flushDatagrams()
  }
}
