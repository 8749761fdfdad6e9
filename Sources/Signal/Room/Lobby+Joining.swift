import SansIO

extension Lobby {
  /// Gives a newcomer a place: the room server's `join`.
  ///
  /// Members that have been gone too long lose theirs first, so that no ghost keeps a room full;
  /// who stays is told `bye` by that, and not before. A join repeated under its key changes
  /// nothing and is answered as before.
  mutating func join(
    _ key: RoomKey, from address: IPAddress, as joinKey: JoinKey?, isLoopback: Bool,
    at now: Instant
  ) -> JoinAnswer {
    inRoom(key, at: now) { lobby, tenancy in
      if let known = lobby.repeated(joinKey, in: &tenancy, at: now) { return known }
      let answer = lobby.admit(
        to: &tenancy, from: address, as: joinKey, isLoopback: isLoopback, at: now)
      switch answer {
      case .joined: lobby.statistics.joins += 1
      case .full: lobby.statistics.fullJoins += 1
      case .refused: lobby.statistics.refusedJoins += 1
      }
      return answer
    }
  }

  /// The answer to an earlier join under the same key, if there was one.
  private mutating func repeated(
    _ joinKey: JoinKey?, in tenancy: inout Tenancy, at now: Instant
  ) -> JoinAnswer? {
    guard let joinKey,
      let member = tenancy.room.members.first(where: { $0.admission == .joined(joinKey) })
    else { return nil }
    tenancy.room.update(member.id) { member in
      if member.link == nil { member.presence = .absent(since: now) }
    }
    return .joined(member.id, isInitiator: member.isInitiator, letters: member.welcome)
  }

  private mutating func admit(
    to tenancy: inout Tenancy, from address: IPAddress, as joinKey: JoinKey?, isLoopback: Bool,
    at now: Instant
  ) -> JoinAnswer {
    guard mayJoin(from: address, at: now) else { return .refused }
    evictStale(from: &tenancy, at: now)
    if case .paired(let first, let second) = tenancy.room {
      probe([first, second])
      return .full
    }
    let echo = isLoopback ? takeEcho(from: &tenancy) : nil
    let isFirst = tenancy.room.members.isEmpty
    guard !isFirst || echo != nil || mayMakeRoom(from: address, at: now) else { return .refused }
    let id = ClientID.mint(from: &entropy)
    let member = Member(
      id: id, address: address, admission: .joined(joinKey), isInitiator: isFirst,
      presence: .absent(since: now))
    let mail = enter(member, tenancy: &tenancy, at: now)
    tenancy.room.update(id) { $0.welcome = mail.letters }
    if isFirst, isLoopback {
      _ = tenancy.room.admit(
        echo
          ?? Member(
            id: .loopback, address: address, admission: .phantom, isInitiator: false,
            presence: .absent(since: now)))
    }
    return .joined(id, isInitiator: isFirst, letters: mail.letters)
  }

  /// Puts a member into a room with a free place, and answers the mail that waited for it.
  mutating func enter(_ member: Member, tenancy: inout Tenancy, at now: Instant) -> Mail {
    tenancy.lastActivity = now
    _ = book.update(member.address, at: now) { $0.members += 1 }
    want(.arrived(tenancy.key, member.id, member.address))
    return tenancy.room.admit(member) ?? Mail()
  }

  /// Whether a join would find no place now. If so, its sockets are asked whether they live.
  mutating func isFull(_ key: RoomKey, at now: Instant) -> Bool {
    guard case .paired(let first, let second)? = rooms[key]?.room,
      !isStale(first, at: now), !isStale(second, at: now)
    else { return false }
    probe([first, second])
    return true
  }

  private mutating func probe(_ members: [Member]) {
    for member in members { if let link = member.link { want(.probe(link)) } }
  }

  // MARK: Limits

  /// Whether an address may have another member, and has not asked too often.
  func mayHold(_ address: IPAddress) -> Bool {
    book.held(address, \.members) < limits.membersPerAddress
  }

  private mutating func mayJoin(from address: IPAddress, at now: Instant) -> Bool {
    let (milliseconds, burst) = (limits.joinMilliseconds, limits.joinBurst)
    let isSlow = book.update(address, at: now) {
      $0.joins.take(every: milliseconds, burst: burst, at: now)
    }
    return isSlow ?? false && mayHold(address)
  }

  /// Whether an address may make another room.
  mutating func mayMakeRoom(from address: IPAddress, at now: Instant) -> Bool {
    guard rooms.count < limits.rooms else { return false }
    let (milliseconds, burst) = (limits.roomMilliseconds, limits.roomBurst)
    return book.update(address, at: now) {
      $0.rooms.take(every: milliseconds, burst: burst, at: now)
    } ?? false
  }

  // MARK: Loopback

  /// Takes out the second socket of a loopback room that was faster than its first member.
  private mutating func takeEcho(from tenancy: inout Tenancy) -> Member? {
    guard case .waiting(let member, _) = tenancy.room, member.id.isLoopback else { return nil }
    tenancy.room = .empty
    book.release(member.address, \.members)
    want(.departed(tenancy.key, member.id, member.address))
    var phantom = Member(
      id: member.id, address: member.address, admission: .phantom, isInitiator: false,
      presence: member.presence)
    phantom.inbox = member.inbox
    return phantom
  }
}
