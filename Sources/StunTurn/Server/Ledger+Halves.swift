import SansIO

/// Dual allocations (RFC 8656 section 7.2): what both halves have in common.
extension Ledger {
  /// The half of an allocation that relays a family, by the slot its 5-tuple finds.
  @inline(__always)
  func half(_ family: IPAddress.Family, of slot: UInt32) -> UInt32? {
    if relays(family, slot) { return slot }
    let twin = allocations[slot].twin
    return twin != Allocation.alone && relays(family, twin) ? twin : nil
  }

  @inline(__always)
  private func relays(_ family: IPAddress.Family, _ slot: UInt32) -> Bool {
    guard let relay = allocations[slot].relay else { return false }
    return relay.local.address.family == family
  }

  /// The open halves of a 5-tuple that live on at `now`.
  func halves(of client: Route, at now: Instant) -> AllocationHalves {
    var halves = AllocationHalves()
    guard let slot = allocation(of: client) else { return halves }
    for family in [IPAddress.Family.v4, .v6] {
      guard let half = half(family, of: slot), now < allocations[half].expires else { continue }
      halves[family] = half
    }
    return halves
  }

  /// Whether a slot or its other half waits for its socket.
  func isOpening(_ slot: UInt32) -> Bool {
    let twin = allocations[slot].twin
    return opening(slot) != nil || twin != Allocation.alone && opening(twin) != nil
  }

  /// Takes a slot that ends out of the table of 5-tuples and gives its place to the other half.
  mutating func part(_ slot: UInt32) {
    let allocation = allocations[slot]
    let client = hash(allocation.client)
    let twin = allocation.twin
    if self.allocation(of: allocation.client) == slot {
      clientTable.remove(client, slot: slot)
      if twin != Allocation.alone { clientTable.insert(client, slot: twin) }
    }
    if twin != Allocation.alone { allocations[twin].twin = Allocation.alone }
  }
}
