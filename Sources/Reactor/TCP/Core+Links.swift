import CSignaldLinux
import Glibc
import SansIO

// The life of a stream: connecting, opening, ending, moving.

extension Core {
  /// Whether the machine may use this stream.
  func holds(_ id: LinkID) -> Bool {
    id.loop == loop && links.holds(Int(id.index), id.generation)
  }

  /// Serves a stream from here on; `nil` if the poller has no room for it.
  mutating func insert(
    _ descriptor: consuming Descriptor, _ info: LinkInfo, _ stage: TCPLink.Stage, _ owner: Owner
  ) -> Int? {
    let (index, generation) = links.next
    let id = LinkID(index: index, generation: generation, loop: loop, owner: owner)
    links.insert(TCPLink(descriptor: descriptor, id: id, info: info, stage: stage))
    return watch(Int(index)) ? Int(index) : nil
  }

  /// Asks the poller for what the stream waits for now; closes it if the poller has no room.
  @discardableResult
  mutating func watch(_ index: Int) -> Bool {
    let wanted = links[index].wantedInterest
    let fd = links[index].descriptor.number
    if links[index].interest == wanted || links[index].interest == nil && wanted.isEmpty {
      return true
    }
    if links[index].interest != nil {
      poller.change(fd, as: links[index].token, to: wanted)
    } else {
      do throws(SystemError) {
        try poller.add(fd, as: links[index].token, for: wanted)
      } catch {
        close(index, .system(error.code))
        return false
      }
    }
    links[index].interest = wanted
    return true
  }

  // MARK: Opening

  /// Starts a connection; a failure is told with the ticket.
  mutating func connect(
    from: Endpoint?, to remote: Endpoint, secure wish: Secure?, _ ticket: Ticket
  ) throws(SystemError) {
    let socket = try Descriptor.socket(for: remote.address, isStream: true)
    if let from {
      try socket.set(CSYS_REUSE_ADDRESS, 1)
      if from.port != 0 { try socket.set(CSYS_REUSE_PORT, 1) }
      try socket.bind(to: from)
    }
    guard prepare(socket) else { throw SystemError(.option, code: EINVAL) }
    let result = socket.connect(to: remote)
    if result != -EINPROGRESS { try SystemError.check(.connect, result) }
    let local = Endpoint(address: remote.address.family == .v4 ? .anyV4 : .anyV6, port: 0)
    let info = LinkInfo(local: local, remote: remote, origin: remote)
    guard let index = insert(socket, info, .connecting, ticket.owner) else {
      throw SystemError(.poller, code: ENOSPC)
    }
    links[index].ticket = ticket
    links[index].wish = wish
    schedule(index, after: settings.connectTimeout)
  }

  /// Lets connections be made from the port of a listener. It was bound without sharing, so nobody
  /// else had the port; those who come later and share nothing are still refused.
  mutating func lendPort(ofListener number: UInt16) throws(SystemError) {
    guard let index = index(ofListener: number) else { return }
    try listeners[index].descriptor.set(CSYS_REUSE_PORT, 1)
  }

  /// The connection was made or refused.
  mutating func finishConnecting(_ index: Int) {
    let code = csys_pending_error(links[index].descriptor.number)
    guard code == 0 else { return close(index, Ending(code: code)) }
    if let local = try? links[index].descriptor.localEndpoint() { links[index].info.local = local }
    guard let wish = links[index].wish else {
      links[index].stage = .open
      announce(index)
      watch(index)
      return
    }
    links[index].wish = nil
    startHandshake(index, as: wish)
  }

  /// Tells the machine that data can flow.
  mutating func announce(_ index: Int) {
    cancelTimer(index)
    links[index].isAnnounced = true
    tell(.link(links[index].id, links[index].ticket, .opened(links[index].info)))
    links[index].ticket = nil
  }

  // MARK: Ending

  /// Takes a stream out and tells the machine, if it knows of it or asked for it.
  mutating func close(_ index: Int, _ ending: Ending, resets: Bool = false) {
    cancelTimer(index)
    let link = links.remove(index)
    if resets { _ = csys_reset_on_close(link.descriptor.number) }
    if link.isAnnounced {
      tell(.link(link.id, nil, .closed(ending)))
    } else if let ticket = link.ticket {
      tell(.opened(ticket, .failed(ending)))
    }
  }

  /// The peer will send no more.
  mutating func end(_ index: Int) {
    guard !links[index].hasEnded else { return }
    links[index].hasEnded = true
    tell(.link(links[index].id, nil, .ended))
    if links[index].writing == .finished { return close(index, .finished) }
    watch(index)
  }

  /// Ends our direction after what is queued.
  mutating func finish(_ index: Int, _ outbox: inout Outbox) {
    guard links[index].writing == .open else { return }
    links[index].writing = .finishing
    // Close_notify has to wait for the handshake.
    guard links[index].stage == .open else { return }
    links[index].session?.shutdown()
    guard flushCiphertext(index, &outbox) else { return }
    finishIfDrained(index)
  }

  /// Tells the peer that no more comes, once everything has left.
  mutating func finishIfDrained(_ index: Int) {
    guard links[index].writing == .finishing, links[index].stage == .open,
      links[index].queue.isEmpty
    else { return }
    let result = csys_shut_down_writing(links[index].descriptor.number)
    guard result == 0 else { return close(index, Ending(code: -result)) }
    links[index].writing = .finished
    if links[index].hasEnded { return close(index, .finished) }
    schedule(index, after: settings.lingerTimeout)
  }

  /// Reads no more until `resume`.
  mutating func pause(_ index: Int) {
    links[index].isPaused = true
    watch(index)
  }

  /// Reads again, and shows first what was kept.
  mutating func resume(_ index: Int) {
    guard links[index].isPaused else { return }
    links[index].isPaused = false
    if watch(index) { tell(.present(links[index].id)) }
  }

  // MARK: Moving

  /// Takes a stream out of this loop and sends it on its way.
  mutating func hand(_ index: Int, to loop: LoopID, for owner: Owner) {
    cancelTimer(index)
    if links[index].interest != nil { poller.remove(links[index].descriptor.number) }
    let parcel = LinkParcel(links.remove(index), for: owner)
    departures.append(Departure(loop: loop, load: .link(parcel)))
  }

  /// Serves a stream another loop sent: it opens anew, and what was kept comes again.
  mutating func receive(_ parcel: LinkParcel) {
    guard let link = parcel.take() else { return }
    let (place, generation) = links.next
    let id = LinkID(index: place, generation: generation, loop: loop, owner: parcel.owner)
    links.insert(link.renamed(id))
    let index = Int(place)
    announce(index)
    guard watch(index) else { return }
    if links[index].stage == .handshaking { schedule(index, after: settings.handshakeTimeout) }
    if links[index].writing == .finished { schedule(index, after: settings.lingerTimeout) }
    tell(.present(id))
    if links[index].hasEnded { tell(.link(id, nil, .ended)) }
  }

  // MARK: Timers

  /// Sets the one deadline a stream has.
  mutating func schedule(_ index: Int, after milliseconds: UInt64) {
    cancelTimer(index)
    let id = links[index].id
    links[index].timer = timers.schedule(
      .link(index: id.index, generation: id.generation),
      at: now.monotonic.adding(milliseconds: milliseconds))
  }

  /// Takes the deadline back.
  mutating func cancelTimer(_ index: Int) {
    guard let timer = links[index].timer else { return }
    timers.cancel(timer)
    links[index].timer = nil
  }

  /// Does what the loop's own timers ask for.
  mutating func expire() {
    while let key = timers.next(at: now.monotonic) {
      switch key {
      case .association(let index, let generation):
        guard associations.slots.holds(Int(index), generation) else { continue }
        expire(association: Int(index))
      case .listener(let index, let generation):
        if listeners.holds(Int(index), generation) { wake(listener: Int(index)) }
      case .link(let index, let generation):
        guard links.holds(Int(index), generation) else { continue }
        links[Int(index)].timer = nil
        close(Int(index), .timedOut, resets: true)
      }
    }
  }
}
