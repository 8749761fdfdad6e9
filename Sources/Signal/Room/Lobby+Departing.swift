import SansIO

extension Lobby {
  /// Takes a member out on its own wish: the room server's `leave`. Unknown ones are gone already.
  ///
  /// Its socket stays good for the `bye` that follows; if it has none, or closes it without a word,
  /// the other one is told in its place.
  mutating func leave(_ key: RoomKey, _ id: ClientID, at now: Instant) {
    guard let member = rooms[key]?.room[id] else { return }
    inRoom(key, at: now) { lobby, tenancy in
      lobby.depart(id, from: &tenancy, saidBye: false, at: now)
      if member.link == nil { lobby.tellSurvivor(of: &tenancy, at: now) }
    }
  }

  /// Takes a member out and closes its socket: the socket server's `DELETE`.
  mutating func delete(_ key: RoomKey, _ id: ClientID, at now: Instant) {
    guard let member = rooms[key]?.room[id] else { return }
    inRoom(key, at: now) { lobby, tenancy in
      lobby.depart(id, from: &tenancy, saidBye: true, at: now)
      lobby.tellSurvivor(of: &tenancy, at: now)
      guard let link = member.link else { return }
      lobby.sockets[link] = nil
      lobby.want(.close(link, .deleted))
    }
  }

  /// Forgets a socket. Its member keeps its place, as long as nobody else wants it.
  mutating func close(_ link: LinkID, at now: Instant) {
    switch sockets.removeValue(forKey: link) {
    case .member(let key, let id):
      inRoom(key, at: now) { _, tenancy in
        tenancy.room.update(id) { $0.presence = .absent(since: now) }
      }
    case .left(let key, let survivor?, saidBye: false):
      tell(survivor, in: key, .bye, at: now)
    case .left, nil: break
    }
  }

  // MARK: Time

  /// Carries out what is due: entries without a join or a socket, and rooms without life.
  mutating func expire(at now: Instant) {
    while let number = timers.next(at: now) {
      guard let key = numbers[number] else { continue }
      inRoom(key, at: now) { lobby, tenancy in
        tenancy.timer = nil
        lobby.expire(&tenancy, at: now)
      }
    }
  }

  private mutating func expire(_ tenancy: inout Tenancy, at now: Instant) {
    let isIdle = tenancy.lastActivity.adding(seconds: limits.idleSeconds) <= now
    for member in tenancy.room.members {
      if isIdle {
        depart(member.id, from: &tenancy, saidBye: true, at: now)
        guard let link = member.link else { continue }
        sockets[link] = nil
        want(.close(link, .idle))
      } else if member.admission == .registered, isStale(member, at: now) {
        depart(member.id, from: &tenancy, saidBye: true, at: now)
      }
    }
  }

  /// When something in a room expires next.
  func nextExpiry(in tenancy: Tenancy) -> Instant {
    var next = tenancy.lastActivity.adding(seconds: limits.idleSeconds)
    for member in tenancy.room.members where member.admission == .registered {
      guard let since = member.absence else { continue }
      next = min(next, since.adding(seconds: limits.staleSeconds))
    }
    return next
  }

  /// Whether a member has been gone for so long that a join takes its place.
  func isStale(_ member: Member, at now: Instant) -> Bool {
    guard let since = member.absence else { return false }
    return since.adding(seconds: limits.staleSeconds) <= now
  }

  // MARK: Taking out

  /// Takes the members out that have been gone too long; who stays is told.
  mutating func evictStale(from tenancy: inout Tenancy, at now: Instant) {
    let stale = tenancy.room.members.filter { isStale($0, at: now) }
    for member in stale { depart(member.id, from: &tenancy, saidBye: true, at: now) }
    statistics.takeovers += UInt64(stale.count)
    if !stale.isEmpty { tellSurvivor(of: &tenancy, at: now) }
  }

  /// Takes a member out; its socket may still speak to who stays.
  mutating func depart(
    _ id: ClientID, from tenancy: inout Tenancy, saidBye: Bool, at now: Instant
  ) {
    guard let member = tenancy.room.remove(id) else { return }
    tenancy.lastActivity = now
    if case .waiting(let phantom, _) = tenancy.room, phantom.admission == .phantom {
      tenancy.room = .empty
      if let link = phantom.link {
        sockets[link] = .left(tenancy.key, survivor: nil, saidBye: true)
      }
    }
    if member.admission != .phantom {
      book.release(member.address, \.members)
      want(.departed(tenancy.key, id, member.address))
    }
    guard let link = member.link else { return }
    sockets[link] = .left(
      tenancy.key, survivor: tenancy.room.members.first?.id, saidBye: saidBye)
  }
}
