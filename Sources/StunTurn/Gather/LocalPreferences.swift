import SansIO

/// Local preferences of all interfaces' addresses (RFC 8445 section 5.1.2.1).
///
/// IPv6 and IPv4 take turns, IPv6 first, so that neither family's failure delays the other
/// (RFC 8421 section 4). Within an address the servers count, in the caller's order: candidates of
/// one type must not share a preference.
struct LocalPreferences {
  private let ranks: [IPAddress: Int]
  private let serverCount: Int

  /// Ranks addresses, each family in the order given.
  init(of addresses: [IPAddress], serverCount: Int) {
    let sixes = addresses.filter { $0.family == .v6 }
    let fours = addresses.filter { $0.family == .v4 }
    var ranks: [IPAddress: Int] = [:]
    for turn in 0..<max(sixes.count, fours.count) {
      if turn < sixes.count { ranks[sixes[turn]] = ranks.count }
      if turn < fours.count { ranks[fours[turn]] = ranks.count }
    }
    self.ranks = ranks
    self.serverCount = max(serverCount, 1)
  }

  /// The preference of what was learned on this address from the server at this place; 65535 for
  /// the only address and the first server. A second address from one server comes after all first
  /// ones.
  func preference(of address: IPAddress, server: Int = 0, isSecond: Bool = false) -> UInt16 {
    let first = (ranks[address] ?? ranks.count) * serverCount + server
    let place = isSecond ? first + (ranks.count + 1) * serverCount : first
    return UInt16(max(0, 65_535 - place))
  }
}
