import SansIO
import SignaldCrypto

/// All rooms, and the sockets registered in them. It decides who is in a room and who gets what;
/// how any of it is spelt on the wire is not its business.
///
/// One store serves the room server's half of the protocol (join, message, leave) and the half of
/// the socket server (register, send, post, delete). What is to be done comes out as effects.
struct Lobby: ~Copyable {
  /// A room with what the lobby needs besides.
  struct Tenancy {
    /// Its key.
    let key: RoomKey
    /// What its timer is called.
    let number: UInt64
    /// Who is in it and what waits.
    var room = Room.empty
    /// When something last happened in it.
    var lastActivity: Instant
    /// The timer that looks at it next.
    var timer: Timers<UInt64>.ID?
  }

  /// What a socket is to the rooms.
  enum Standing: Hashable {
    /// It is a member's.
    case member(RoomKey, ClientID)
    /// It was a member's that left; what it still says goes to who stayed, if anyone did.
    case left(RoomKey, survivor: ClientID?, saidBye: Bool)
  }

  /// What everybody is held to.
  let limits: LobbyLimits
  /// What addresses hold and have done lately.
  var book: AddressBook
  /// What was done so far.
  var statistics = LobbyStatistics()
  /// The rooms with anyone in them.
  var rooms: [RoomKey: Tenancy] = [:]
  /// The registered sockets.
  var sockets: [LinkID: Standing] = [:]
  /// One timer for each room, by its number.
  var timers = Timers<UInt64>()
  /// The rooms by their timers' numbers.
  var numbers: [UInt64: RoomKey] = [:]
  /// What ids are drawn from.
  var entropy: Entropy
  /// Bytes that wait in all rooms together.
  private(set) var byteCount = 0
  private var lastNumber: UInt64 = 0
  private var effects: [LobbyEffect] = []

  /// Makes an empty lobby; client ids are drawn from `entropy`.
  init(_ limits: LobbyLimits, entropy: consuming Entropy) {
    self.limits = limits
    self.entropy = entropy
    book = AddressBook(limit: limits.addresses)
  }

  /// What is to be done, oldest first; asking empties it.
  mutating func takeEffects() -> [LobbyEffect] {
    defer { effects.removeAll(keepingCapacity: true) }
    return effects
  }

  /// How many rooms have anyone in them.
  var roomCount: Int { rooms.count }

  /// How many sockets are registered.
  var socketCount: Int { sockets.count }

  /// When something expires.
  var deadline: Instant? { timers.earliest }

  // MARK: Inside

  /// Wants something done.
  mutating func want(_ effect: LobbyEffect) { effects.append(effect) }

  /// Changes a room, made if need be, and keeps the books about it: bytes, timer, end.
  mutating func inRoom<Result>(
    _ key: RoomKey, at now: Instant, _ body: (inout Lobby, inout Tenancy) -> Result
  ) -> Result {
    let place = rooms.index(forKey: key)
    var tenancy = place.map { rooms.values[$0] } ?? makeTenancy(key, at: now)
    // What is changed has one owner, so that its mail is not copied.
    if let place { rooms.values[place].room = .empty }
    let bytes = tenancy.room.byteCount
    let result = body(&self, &tenancy)
    byteCount += tenancy.room.byteCount - bytes
    if let timer = tenancy.timer { timers.cancel(timer) }
    if case .empty = tenancy.room {
      numbers[tenancy.number] = nil
      if let place { rooms.remove(at: place) }
      return result
    }
    tenancy.timer = timers.schedule(tenancy.number, at: nextExpiry(in: tenancy))
    if let place {
      rooms.values[place] = tenancy
    } else {
      rooms[key] = tenancy
    }
    return result
  }

  /// Whether one letter more may wait, as far as all rooms together are concerned.
  func hasSpace(for letter: Letter) -> Bool {
    byteCount + letter.escaped.count <= limits.bytesInAll
  }

  private mutating func makeTenancy(_ key: RoomKey, at now: Instant) -> Tenancy {
    lastNumber += 1
    numbers[lastNumber] = key
    return Tenancy(key: key, number: lastNumber, lastActivity: now)
  }
}
