/// A room: a third member has no case.
indirect enum Room: Sendable {
  /// Nobody.
  case empty
  /// One member, and what it wrote to whoever comes next.
  case waiting(Member, Mail)
  /// Two members.
  case paired(Member, Member)

  /// Its members, the one who has been there longer first.
  var members: [Member] {
    switch self {
    case .empty: []
    case .waiting(let member, _): [member]
    case .paired(let first, let second): [first, second]
    }
  }

  /// The member of this id.
  subscript(id: ClientID) -> Member? { members.first { $0.id == id } }

  /// The other member of a pair.
  func peer(of id: ClientID) -> Member? {
    guard case .paired(let first, let second) = self else { return nil }
    return first.id == id ? second : second.id == id ? first : nil
  }

  /// What waits for whoever comes next.
  var mail: Mail {
    if case .waiting(_, let mail) = self { mail } else { Mail() }
  }

  /// The bytes kept in it.
  var byteCount: Int { members.reduce(mail.byteCount) { $0 + $1.byteCount } }

  /// Lets one more in; the mail goes to it. Answers `nil` if there is no place.
  mutating func admit(_ newcomer: Member) -> Mail? {
    switch self {
    case .empty:
      self = .waiting(newcomer, Mail())
      return Mail()
    case .waiting(let member, let mail):
      self = .paired(member, newcomer)
      return mail
    case .paired: return nil
    }
  }

  /// Takes a member out. What was written to it goes with it; who stays makes the next offer.
  mutating func remove(_ id: ClientID) -> Member? {
    guard let member = self[id] else { return nil }
    guard var survivor = peer(of: id) else {
      self = .empty
      return member
    }
    survivor.isInitiator = true
    survivor.welcome = []
    self = .waiting(survivor, Mail())
    return member
  }

  /// Changes a member.
  mutating func update(_ id: ClientID, _ change: (inout Member) -> Void) {
    switch self {
    case .waiting(var member, let mail) where member.id == id:
      change(&member)
      self = .waiting(member, mail)
    case .paired(var first, let second) where first.id == id:
      change(&first)
      self = .paired(first, second)
    case .paired(let first, var second) where second.id == id:
      change(&second)
      self = .paired(first, second)
    case .empty, .waiting, .paired: break
    }
  }

  /// Keeps a letter for whoever comes next, or answers `false` if there is no room for it.
  mutating func keep(_ letter: Letter, within limits: LobbyLimits) -> Bool {
    guard case .waiting(let member, var mail) = self else { return false }
    guard mail.append(letter, within: limits) else { return false }
    self = .waiting(member, mail)
    return true
  }
}
