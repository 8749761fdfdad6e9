import SansIO

extension Lobby {
  /// Takes a letter from a member: the room server's `message`, or the socket server's `POST` from
  /// someone it knows.
  ///
  /// Letters of one member reach the other in the order in which they came here. A `bye` is also a
  /// leave: what the other one writes next is for the next joiner and not for who has gone.
  mutating func post(
    _ letter: Letter, from id: ClientID, in key: RoomKey, at now: Instant
  ) -> PostAnswer {
    guard let room = rooms[key]?.room else { return .unknownRoom }
    guard room[id] != nil else { return .unknownClient }
    let isPair = room.peer(of: id) != nil
    return inRoom(key, at: now) { lobby, tenancy in
      guard lobby.mayPost(id, in: &tenancy, at: now) else { return .tooMany }
      if lobby.take(letter, from: id, in: &tenancy, at: now) { return .sent }
      return isPair ? .undeliverable : .overflow
    }
  }

  /// Takes a letter from a socket; answers `false` if the socket is not registered.
  ///
  /// What there is no room for is dropped, as the protocol has no word for it.
  mutating func send(_ letter: Letter, on link: LinkID, at now: Instant) -> Bool {
    switch sockets[link] {
    case .member(let key, let id):
      inRoom(key, at: now) { lobby, tenancy in
        _ = lobby.take(letter, from: id, in: &tenancy, at: now)
      }
    case .left(let key, let survivor?, let saidBye):
      if letter.isBye {
        if saidBye { break }
        sockets[link] = .left(key, survivor: survivor, saidBye: true)
      }
      tell(survivor, in: key, letter, at: now)
    case .left: statistics.dropped += 1
    case nil: return false
    }
    return true
  }

  /// Gives a letter to a member of a room, if it is still there.
  mutating func tell(_ id: ClientID, in key: RoomKey, _ letter: Letter, at now: Instant) {
    guard rooms[key]?.room[id] != nil else {
      statistics.dropped += 1
      return
    }
    inRoom(key, at: now) { lobby, tenancy in
      _ = lobby.deliver(letter, to: id, in: &tenancy)
    }
  }

  /// Whether a member may post one more letter over HTTP now.
  mutating func mayPost(_ id: ClientID, in tenancy: inout Tenancy, at now: Instant) -> Bool {
    let (milliseconds, burst) = (limits.postMilliseconds, limits.postBurst)
    var isAllowed = false
    tenancy.room.update(id) {
      isAllowed = $0.posts.take(every: milliseconds, burst: burst, at: now)
    }
    if !isAllowed { statistics.dropped += 1 }
    return isAllowed
  }

  /// Says `bye` to the member that is left, in place of the one that is not.
  mutating func tellSurvivor(of tenancy: inout Tenancy, at now: Instant) {
    guard case .waiting(let survivor, _) = tenancy.room else { return }
    _ = deliver(.bye, to: survivor.id, in: &tenancy)
  }

  /// Takes a letter of a member that is there; answers `false` if there is no space for it.
  mutating func take(
    _ letter: Letter, from id: ClientID, in tenancy: inout Tenancy, at now: Instant
  ) -> Bool {
    tenancy.lastActivity = now
    tenancy.room.update(id) { $0.touch(at: now) }
    var isTaken = true
    if let peer = tenancy.room.peer(of: id) {
      isTaken = deliver(letter, to: peer.id, in: &tenancy)
    } else if !letter.isBye {
      isTaken = hasSpace(for: letter) && tenancy.room.keep(letter, within: limits)
      count(isQueued: isTaken)
    }
    if letter.isBye { depart(id, from: &tenancy, saidBye: true, at: now) }
    return isTaken
  }

  /// Writes a letter to a member's socket, or keeps it until there is one.
  private mutating func deliver(
    _ letter: Letter, to id: ClientID, in tenancy: inout Tenancy
  ) -> Bool {
    if let link = tenancy.room[id]?.link {
      statistics.delivered += 1
      want(.deliver(letter, to: link))
      return true
    }
    var isKept = false
    if hasSpace(for: letter) {
      let limits = limits
      tenancy.room.update(id) { isKept = $0.inbox.append(letter, within: limits) }
    }
    count(isQueued: isKept)
    return isKept
  }

  private mutating func count(isQueued: Bool) {
    if isQueued { statistics.queued += 1 } else { statistics.dropped += 1 }
  }
}
