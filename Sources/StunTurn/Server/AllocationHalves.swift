import SansIO

/// The slots of what lives on one 5-tuple: one of either family, or both.
struct AllocationHalves {
  /// The slot of the half that relays IPv4.
  private(set) var v4: UInt32?
  /// The slot of the half that relays IPv6.
  private(set) var v6: UInt32?

  /// The slot of a family's half.
  subscript(family: IPAddress.Family) -> UInt32? {
    get { family == .v4 ? v4 : v6 }
    set { if family == .v4 { v4 = newValue } else { v6 = newValue } }
  }

  /// The slots, that of IPv4 first.
  var slots: [UInt32] { [v4, v6].compactMap(\.self) }
}
