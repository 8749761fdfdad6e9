import SansIO

extension Lobby {
  /// Makes a socket a member's: the socket server's `register`. What waited for it is delivered.
  ///
  /// The newest registration wins where ids cannot be guessed: the old socket may be half-open. An
  /// id no join has minted becomes a member too, if there is a place, and loses it 10 s after its
  /// socket; so clients find each other again after a restart, and those of other room servers.
  mutating func register(
    _ link: LinkID, as wanted: ClientID, in key: RoomKey, from address: IPAddress, at now: Instant
  ) -> ColliderAnswer {
    if sockets[link] != nil { return .registeredTwice }
    let answer = inRoom(key, at: now) { lobby, tenancy in
      let id = Lobby.resolve(wanted, in: tenancy.room)
      if let member = tenancy.room[id] {
        return lobby.attach(link, to: member, in: &tenancy, at: now)
      }
      let entry = lobby.makeEntry(id, in: &tenancy, from: address, at: now)
      guard entry == .accepted, let member = tenancy.room[id] else { return entry }
      return lobby.attach(link, to: member, in: &tenancy, at: now)
    }
    if answer == .accepted { statistics.registrations += 1 }
    return answer
  }

  /// Takes a letter over HTTP: the socket server's `POST`. A sender it does not know becomes a
  /// member that has 10 s to register, as long as it has not just come to say goodbye.
  mutating func post(
    _ letter: Letter, from wanted: ClientID, in key: RoomKey, at address: IPAddress,
    at now: Instant
  ) -> ColliderAnswer {
    inRoom(key, at: now) { lobby, tenancy in
      let id = Lobby.resolve(wanted, in: tenancy.room)
      if tenancy.room[id] == nil {
        if letter.isBye {
          if case .paired = tenancy.room { return .full }
          lobby.tellSurvivor(of: &tenancy, at: now)
          return .accepted
        }
        let entry = lobby.makeEntry(id, in: &tenancy, from: address, at: now)
        guard entry == .accepted else { return entry }
      }
      guard lobby.mayPost(id, in: &tenancy, at: now) else { return .overflow }
      return lobby.take(letter, from: id, in: &tenancy, at: now) ? .accepted : .overflow
    }
  }

  /// In a loopback room both names mean its second member.
  private static func resolve(_ id: ClientID, in room: Room) -> ClientID {
    guard id.isLoopback else { return id }
    return room.members.first { $0.admission == .phantom }?.id ?? id
  }

  private mutating func makeEntry(
    _ id: ClientID, in tenancy: inout Tenancy, from address: IPAddress, at now: Instant
  ) -> ColliderAnswer {
    if case .paired = tenancy.room { return .full }
    let isFirst = tenancy.room.members.isEmpty
    guard mayHold(address), !isFirst || mayMakeRoom(from: address, at: now) else { return .full }
    let member = Member(
      id: id, address: address, admission: .registered, isInitiator: isFirst,
      presence: .absent(since: now))
    let mail = enter(member, tenancy: &tenancy, at: now)
    tenancy.room.update(id) { $0.inbox = mail }
    return .accepted
  }

  private mutating func attach(
    _ link: LinkID, to member: Member, in tenancy: inout Tenancy, at now: Instant
  ) -> ColliderAnswer {
    if let old = member.link {
      if member.id.isGuessable { return .duplicate }
      sockets[old] = nil
      want(.close(old, .replaced))
    }
    tenancy.lastActivity = now
    tenancy.room.update(member.id) { member in
      member.presence = .present(link)
      member.inbox = Mail()
      member.welcome = []
    }
    sockets[link] = .member(tenancy.key, member.id)
    for letter in member.inbox.letters {
      statistics.delivered += 1
      want(.deliver(letter, to: link))
    }
    return .accepted
  }
}
