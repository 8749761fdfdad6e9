import SansIO

/// Permissions and channels, and the deadline that each route of packets has.
extension Ledger {
  // MARK: Permissions

  /// Installs a permission that is not there yet.
  mutating func addPermission(
    for address: IPAddress, of allocation: UInt32, until expires: Instant
  ) -> UInt32 {
    let slot = permissions.insert(
      Permission(allocation: allocation, address: address, expires: expires, timer: nil))
    permissions[slot].timer = timers.schedule(.permission(slot), at: expires)
    permissionTable.insert(hash(address, allocation), slot: slot)
    terms[Int(allocation)]?.permissions.append(slot)
    return slot
  }

  /// Moves the end of a permission; the timer finds out when it fires.
  mutating func extendPermission(_ slot: UInt32, until expires: Instant) {
    permissions[slot].expires = expires
  }

  /// Forgets a permission.
  mutating func endPermission(_ slot: UInt32) {
    terms[Int(permissions[slot].allocation)]?.permissions.removeUnordered(slot)
    removePermission(slot)
  }

  /// How many permissions an allocation has, some of them past their time.
  func permissionCount(of allocation: UInt32) -> Int {
    terms[Int(allocation)]?.permissions.count ?? 0
  }

  mutating func removePermission(_ slot: UInt32) {
    let permission = permissions[slot]
    permissionTable.remove(hash(permission.address, permission.allocation), slot: slot)
    if let timer = permission.timer { timers.cancel(timer) }
    permissions.remove(slot)
  }

  // MARK: Channels

  /// Binds a channel that is not there yet.
  mutating func addChannel(_ channel: Channel, until expires: Instant) {
    let slot = channels.insert(channel)
    let made = ChannelTerms(
      expires: expires, timer: timers.schedule(.channel(slot), at: expires))
    if Int(slot) == channelTerms.count {
      channelTerms.append(made)
    } else {
      channelTerms[Int(slot)] = made
    }
    numberTable.insert(hash(channel.number, channel.client), slot: slot)
    peerTable.insert(hash(channel.peer, channel.allocation), slot: slot)
    terms[Int(channel.allocation)]?.channels.append(slot)
  }

  /// Moves the end of a channel; the timer finds out when it fires.
  mutating func extendChannel(_ slot: UInt32, until expires: Instant) {
    channelTerms[Int(slot)].expires = expires
  }

  /// When the binding of a channel ends.
  func channelExpires(_ slot: UInt32) -> Instant { channelTerms[Int(slot)].expires }

  /// Schedules the timer of a channel anew, after it fired.
  mutating func rearmChannel(_ slot: UInt32) {
    let expires = channelTerms[Int(slot)].expires
    channelTerms[Int(slot)].timer = timers.schedule(.channel(slot), at: expires)
  }

  /// Forgets a channel.
  mutating func endChannel(_ slot: UInt32) {
    terms[Int(channels[slot].allocation)]?.channels.removeUnordered(slot)
    removeChannel(slot)
  }

  /// How many channels an allocation has, some of them past their time.
  func channelCount(of allocation: UInt32) -> Int {
    terms[Int(allocation)]?.channels.count ?? 0
  }

  mutating func removeChannel(_ slot: UInt32) {
    let channel = channels[slot]
    numberTable.remove(hash(channel.number, channel.client), slot: slot)
    peerTable.remove(hash(channel.peer, channel.allocation), slot: slot)
    timers.cancel(channelTerms[Int(slot)].timer)
    channels.remove(slot)
  }

  /// Works out anew until when packets of each channel may pass. To be called when the end of the
  /// allocation or of one of its permissions or channels has moved.
  mutating func reroute(_ allocation: UInt32) {
    guard let slots = terms[Int(allocation)]?.channels else { return }
    let end = allocations[allocation].expires
    for slot in slots {
      let permission = permission(for: channels[slot].peer.address, of: allocation)
      let permitted = permission.map { permissions[$0].expires } ?? Instant(nanoseconds: 0)
      channels[slot].routedUntil = min(channelTerms[Int(slot)].expires, permitted, end)
    }
  }

  // MARK: Hashes

  // Only what tells clients apart in general is mixed; the comparison sees the rest of the path.

  @inline(__always)
  func hash(_ client: Route) -> UInt32 { hash(client, 0) }

  @inline(__always)
  func hash(_ number: ChannelNumber, _ client: Route) -> UInt32 {
    hash(client, UInt64(number.rawValue))
  }

  @inline(__always)
  private func hash(_ client: Route, _ number: UInt64) -> UInt32 {
    switch client {
    case .path(let path): fold(mixer.mix(path.remote, UInt64(path.session) << 16 | number))
    case .link(let link):
      fold(mixer.mix(UInt64(link.index) | UInt64(link.generation) << 32, number))
    }
  }

  @inline(__always)
  func hash(_ peer: Endpoint, _ allocation: UInt32) -> UInt32 {
    fold(mixer.mix(peer, UInt64(allocation)))
  }

  @inline(__always)
  func hash(_ address: IPAddress, _ allocation: UInt32) -> UInt32 {
    fold(mixer.mix(mixer.mix(address.high, address.low), UInt64(allocation)))
  }

  @inline(__always)
  private func fold(_ wide: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: wide ^ wide >> 32) }
}

extension [UInt32] {
  /// Takes out an element; the last one takes its place.
  fileprivate mutating func removeUnordered(_ element: UInt32) {
    guard let place = firstIndex(of: element), let last else { return }
    self[place] = last
    removeLast()
  }
}
