import SansIO

/// The one owner of allocations, permissions and channels, of the tables that find them, and of the
/// timers that end them. Nothing here knows of messages.
struct Ledger: ~Copyable {
  /// What packets need of each allocation.
  var allocations = Slots<Allocation>()
  /// What requests need of each allocation, in the same slot; `nil` where the slot is free.
  var terms: [AllocationTerms?] = []
  /// All permissions.
  var permissions = Slots<Permission>()
  /// What packets need of each channel.
  var channels = Slots<Channel>()
  /// What requests need of each channel, in the same slot.
  var channelTerms: [ChannelTerms] = []
  /// All deadlines.
  var timers = Timers<Expiry>()
  /// The relay sockets.
  var sockets = RelaySockets()

  var clientTable = RouteTable()
  var permissionTable = RouteTable()
  var numberTable = RouteTable()
  var peerTable = RouteTable()
  let mixer: Mixer

  /// Makes an empty ledger.
  init(mixer: Mixer) { self.mixer = mixer }

  // MARK: Finding, on the way of every packet

  /// The allocation of a 5-tuple.
  @inline(__always)
  func allocation(of client: Route) -> UInt32? {
    clientTable.slot(hash(client)) {
      allocations[$0].client == client
    }
  }

  /// The channel of this number on a 5-tuple.
  @inline(__always)
  func channel(_ number: ChannelNumber, of client: Route) -> UInt32? {
    numberTable.slot(hash(number, client)) {
      channels[$0].number == number && channels[$0].client == client
    }
  }

  /// The channel of an allocation to this peer.
  @inline(__always)
  func channel(to peer: Endpoint, of allocation: UInt32) -> UInt32? {
    peerTable.slot(hash(peer, allocation)) {
      channels[$0].allocation == allocation && channels[$0].peer == peer
    }
  }

  /// The permission of an allocation for this address.
  @inline(__always)
  func permission(for address: IPAddress, of allocation: UInt32) -> UInt32? {
    permissionTable.slot(hash(address, allocation)) {
      permissions[$0].allocation == allocation && permissions[$0].address == address
    }
  }

  /// Whether packets may pass between an allocation and this address.
  @inline(__always)
  func permits(_ address: IPAddress, of allocation: UInt32, at now: Instant) -> Bool {
    guard let slot = permission(for: address, of: allocation) else { return false }
    return now < permissions[slot].expires && now < allocations[allocation].expires
  }

  // MARK: Allocations

  /// Adds an allocation without a socket, to end at `expires` if it gets none; beside a first half
  /// the second one of a dual allocation.
  mutating func begin(
    _ client: Route, user: String, opening: RelayOpening, beside first: UInt32? = nil,
    until expires: Instant
  ) -> UInt32 {
    let slot = allocations.insert(Allocation(client: client, relay: nil, expires: expires))
    let made = AllocationTerms(
      user: user, origin: opening.reply.origin, id: opening.reply.id, opened: expires, lifetime: 0,
      token: nil,
      opening: opening, timer: timers.schedule(.allocation(slot), at: expires))
    if Int(slot) == terms.count { terms.append(made) } else { terms[Int(slot)] = made }
    if let first {
      allocations[first].twin = slot
      allocations[slot].twin = first
    } else {
      clientTable.insert(hash(client), slot: slot)
    }
    return slot
  }

  /// Gives an allocation its socket, and with it its life.
  mutating func open(
    _ slot: UInt32, _ relay: Allocation.Relay, at now: Instant, lifetime: UInt32, token: UInt64?
  ) {
    allocations[slot].relay = relay
    allocations[slot].expires = now.adding(seconds: UInt64(lifetime))
    terms[Int(slot)]?.opening = nil
    terms[Int(slot)]?.opened = now
    terms[Int(slot)]?.lifetime = lifetime
    terms[Int(slot)]?.token = token
    if let socket = relay.socket { sockets.assign(socket, to: slot) }
    rearm(slot)
  }

  /// Moves the end of an allocation.
  mutating func extend(_ slot: UInt32, until expires: Instant) {
    let isSooner = expires < allocations[slot].expires
    allocations[slot].expires = expires
    if isSooner { rearm(slot) }
    reroute(slot)
  }

  /// What waits for its socket in a slot, if anything does.
  func opening(_ slot: UInt32) -> RelayOpening? {
    Int(slot) < terms.count ? terms[Int(slot)]?.opening : nil
  }

  /// Ends an allocation with all its permissions and channels. The caller closes the socket.
  mutating func end(_ slot: UInt32) -> AllocationTerms? {
    guard let ended = terms[Int(slot)] else { return nil }
    for channel in ended.channels { removeChannel(channel) }
    for permission in ended.permissions { removePermission(permission) }
    timers.cancel(ended.timer)
    if let socket = allocations[slot].relay?.socket {
      sockets.assign(socket, to: RelaySockets.unused)
    }
    part(slot)
    allocations.remove(slot)
    terms[Int(slot)] = nil
    return ended
  }

  /// Schedules the timer of an allocation anew; called when it fired, too.
  mutating func rearm(_ slot: UInt32) {
    let expires = allocations[slot].expires
    guard let old = terms[Int(slot)]?.timer else { return }
    timers.cancel(old)
    terms[Int(slot)]?.timer = timers.schedule(.allocation(slot), at: expires)
  }
}
