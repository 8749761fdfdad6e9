import SansIO

/// The permissions and channels of one allocation, as its client believes them to be.
struct PeerTable {
  /// How many permissions, and how many channels, one client has at most.
  static let limit = 256
  /// The number of the first channel.
  static let firstNumber: UInt16 = 0x4000

  /// In the order they were asked for.
  var permissions: [PeerPermission] = []
  /// The channel with number `firstNumber + n` is at place n.
  private(set) var channels: [PeerChannel] = []

  /// The place of an address's permission.
  func permission(of address: IPAddress) -> Int? {
    permissions.firstIndex { $0.address == address }
  }

  /// Whether datagrams from this address may come in.
  func mayReceive(from address: IPAddress) -> Bool {
    permissions.contains { $0.address == address && $0.grant.mayReceive }
  }

  /// Whether datagrams to this address get past the server.
  func isPermitted(_ address: IPAddress) -> Bool {
    permissions.contains { $0.address == address && $0.grant.isGranted }
  }

  /// The place of a peer's channel, in whatever state.
  func channel(of peer: Endpoint) -> Int? {
    channels.firstIndex { $0.peer == peer }
  }

  /// The number to send to a peer by.
  func openNumber(for peer: Endpoint) -> ChannelNumber? {
    guard let place = channel(of: peer), channels[place].grant.isGranted else { return nil }
    return channels[place].number
  }

  /// The peer that data of this channel comes from.
  func peer(on number: ChannelNumber) -> Endpoint? {
    let place = Int(number.rawValue) - Int(PeerTable.firstNumber)
    guard channels.indices.contains(place), channels[place].grant.mayReceive else { return nil }
    return channels[place].peer
  }

  /// Changes the channel of a peer, if it has one.
  mutating func updateChannel(of peer: Endpoint, _ body: (inout PeerChannel) -> Void) {
    if let place = channel(of: peer) { body(&channels[place]) }
  }

  /// Changes the permission of an address, if it has one.
  mutating func updatePermission(of address: IPAddress, _ body: (inout PeerPermission) -> Void) {
    if let place = permission(of: address) { body(&permissions[place]) }
  }

  /// Finds a number for a peer and notes it as asked for: the one it has had, one nobody has had,
  /// or one that has rested. `nil` if there is nothing to ask for, or no number.
  mutating func ask(for peer: Endpoint, at now: Instant) -> ChannelNumber? {
    if let place = channel(of: peer) {
      guard channels[place].grant == .lapsed else { return nil }
      channels[place].grant = .asked
      return channels[place].number
    }
    if channels.count < PeerTable.limit {
      let raw = PeerTable.firstNumber + UInt16(channels.count)
      guard let number = ChannelNumber(rawValue: raw) else { return nil }
      channels.append(PeerChannel(number: number, peer: peer, asked: now))
      return number
    }
    guard let place = channels.firstIndex(where: { $0.isRested(at: now) }) else { return nil }
    channels[place].peer = peer
    channels[place].grant = .asked
    channels[place].asked = now
    return channels[place].number
  }

  /// Peers whose channels are to be asked for again now.
  mutating func takeChannelRenewals(at now: Instant) -> [PeerChannel] {
    var due: [PeerChannel] = []
    for place in channels.indices where channels[place].grant.takeRenewal(at: now) {
      due.append(channels[place])
    }
    return due
  }

  /// Addresses whose permissions are to be asked for again now.
  mutating func takePermissionRenewals(at now: Instant) -> [IPAddress] {
    var due: [IPAddress] = []
    for place in permissions.indices where permissions[place].grant.takeRenewal(at: now) {
      due.append(permissions[place].address)
    }
    return due
  }

  /// When something is due.
  var deadline: Instant? {
    var earliest = Instant.distantFuture
    for permission in permissions {
      earliest = min(earliest, permission.grant.deadline ?? earliest)
    }
    for channel in channels { earliest = min(earliest, channel.grant.deadline ?? earliest) }
    return earliest == .distantFuture ? nil : earliest
  }
}
