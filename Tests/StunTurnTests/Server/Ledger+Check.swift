import SansIO
import Testing

@testable import StunTurn

extension TURNServer {
  /// Records an issue for each way in which tables, timers and counters differ from what follows
  /// from the allocations.
  func checkConsistency(_ comment: Comment) {
    var permissions = 0
    var channels = 0
    var held: [String: Int] = [:]
    for slot in ledger.terms.indices {
      guard let terms = ledger.terms[slot] else { continue }
      held[terms.user, default: 0] += terms.heldPorts
      permissions += terms.permissions.count
      channels += terms.channels.count
      checkAllocation(UInt32(slot), terms, comment)
    }
    for reservation in reservations.values { held[reservation.user, default: 0] += 1 }
    #expect(held == holdings, comment)
    let counts = [
      ledger.allocations.count, ledger.clientTable.count, ledger.permissions.count,
      ledger.permissionTable.count, ledger.channels.count, ledger.numberTable.count,
      ledger.peerTable.count, ledger.timers.count,
    ]
    let allocations = ledger.terms.filter { $0 != nil }.count
    let metered = ledger.terms.indices.filter { ledger.terms[$0] != nil }
      .map { ledger.allocations[UInt32($0)].meter }.filter { $0 != RelayMeter.none }
    #expect(meters.count == Set(metered).count, comment)
    let seconds = ledger.terms.indices.filter {
      ledger.terms[$0] != nil
        && ledger.allocation(of: ledger.allocations[UInt32($0)].client) != UInt32($0)
    }
    let watched = (0..<1024 as Range<UInt32>).filter { links[$0]?.timer != nil }
    let waiting = ledger.terms.flatMap { $0?.connections ?? [] }.filter {
      if case .waiting = peers[$0]?.stage { true } else { false }
    }
    let timers =
      allocations + permissions + channels + reservations.count + watched.count + waiting.count
    #expect(
      counts == [
        allocations, allocations - seconds.count, permissions, permissions, channels, channels,
        channels, timers,
      ], comment)
  }

  private func checkAllocation(_ slot: UInt32, _ terms: AllocationTerms, _ comment: Comment) {
    let allocation = ledger.allocations[slot]
    let found = ledger.allocation(of: allocation.client)
    #expect(found == slot || found == allocation.twin, comment)
    if allocation.twin != Allocation.alone {
      let twin = ledger.allocations[allocation.twin]
      #expect(twin.twin == slot && twin.client == allocation.client, comment)
      #expect(twin.meter == allocation.meter, comment)
    }
    #expect((allocation.relay == nil) == (terms.opening != nil), comment)
    if let socket = allocation.relay?.socket {
      let owner = ledger.sockets.allocation(of: socket)
      #expect(owner == slot, comment)
    }
    for place in terms.permissions {
      let permission = ledger.permissions[place]
      let found = ledger.permission(for: permission.address, of: slot)
      #expect(found == place && permission.allocation == slot, comment)
    }
    for place in terms.channels { checkChannel(place, of: slot, comment) }
  }

  private func checkChannel(_ place: UInt32, of slot: UInt32, _ comment: Comment) {
    let channel = ledger.channels[place]
    let allocation = ledger.allocations[slot]
    let byNumber = ledger.channel(channel.number, of: allocation.client)
    let byPeer = ledger.channel(to: channel.peer, of: slot)
    #expect(byNumber == place && byPeer == place, comment)
    #expect(channel.allocation == slot && channel.client == allocation.client, comment)
    #expect(channel.relay == allocation.relay?.socket, comment)
    #expect(channel.meter == allocation.meter, comment)
    let permission = ledger.permission(for: channel.peer.address, of: slot)
    guard let permission else { return }
    let expected = min(
      ledger.channelExpires(place), ledger.permissions[permission].expires, allocation.expires)
    #expect(channel.routedUntil == expected, comment)
  }
}
