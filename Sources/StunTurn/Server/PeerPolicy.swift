public import SansIO

/// Decides which peers data may be relayed to and from (RFC 8656 sections 9.1, 21.1.7 and 21.4).
///
/// Rules are asked in the order of `PeerRule.Basis`; of the operator's blocks the longest counts,
/// and a denial if both lists have it. A peer is allowed only if every address its packets may end
/// up at is: who allows an IPv6 block has not allowed the private IPv4 addresses held in it.
public struct PeerPolicy: Sendable {
  private let listeners: [Endpoint]
  private let relays: [RelayAddress]
  private let relayPorts: ClosedRange<UInt16>
  private let translates: Bool
  private let operatorRules: [PeerRule.Basis]
  private let operatorTrie: PrefixTrie
  private let specials: [SpecialPrefix]
  private let specialTrie: PrefixTrie

  /// Makes a policy from the operator's blocks and what belongs to this server itself.
  ///
  /// A listener on a wildcard address stands for its port on every relay address.
  public init(
    allow: [IPPrefix], deny: [IPPrefix], ownListeners: [Endpoint], relays: [RelayAddress],
    relayPorts: ClosedRange<UInt16>
  ) {
    listeners = ownListeners + PeerPolicy.otherNames(of: ownListeners, by: relays)
    self.relays = relays
    self.relayPorts = relayPorts
    translates = relays.contains { $0.external != nil }
    // Denials come last, since the last of two equal blocks stands.
    operatorRules =
      allow.map { .operatorAllows($0) } + deny.map { .operatorDenies($0) }
    operatorTrie = PeerPolicy.trie(of: allow + deny)
    specials = SpecialPrefixes.all
    specialTrie = PeerPolicy.trie(of: SpecialPrefixes.all.map(\.prefix))
  }

  /// Judges a peer. Allocates nothing: it is asked about Send indications too.
  public func verdict(on peer: Endpoint) -> PeerVerdict {
    verdict(on: peer.address, port: peer.port)
  }

  /// Judges a peer for a permission, which is for all ports (RFC 8656 section 9): denied if no port
  /// could be allowed. What is then sent to a port still needs the other verdict.
  public func verdict(onAnyPortOf address: IPAddress) -> PeerVerdict {
    verdict(on: address, port: nil)
  }

  // MARK: Translation

  /// Where to send what is meant for a peer: a relayed address of ours by its local name, because
  /// the NAT in front of us need not take it back.
  public func localForm(of peer: Endpoint) -> Endpoint {
    guard translates, relayPorts.contains(peer.port),
      let relay = relays.first(where: { $0.external == peer.address })
    else { return peer }
    return Endpoint(address: relay.local, port: peer.port)
  }

  /// What to call where something came from: a relayed address of ours by the name clients know.
  public func shownForm(of source: Endpoint) -> Endpoint {
    guard translates, relayPorts.contains(source.port),
      let relay = relays.first(where: { $0.local == source.address })
    else { return source }
    return Endpoint(address: relay.shown, port: source.port)
  }

  // MARK: Inside

  private func verdict(on address: IPAddress, port: UInt16?) -> PeerVerdict {
    let verdict = judge(address, port: port)
    guard verdict.isAllowed, address.family == .v6 else { return verdict }
    for form in CanonicalForms(of: address).dropFirst() {
      let other = judge(form, port: port)
      if !other.isAllowed { return other }
    }
    return verdict
  }

  /// Asks the rules about one address, whatever else it holds.
  private func judge(_ address: IPAddress, port: UInt16?) -> PeerVerdict {
    func rule(_ basis: PeerRule.Basis) -> PeerRule { PeerRule(basis: basis, address: address) }
    if let port {
      if isListener(address, port) { return .denied(rule(.ownListener)) }
      if port == 0 { return .denied(rule(.portZero)) }
    }
    let special = specialTrie.longestMatch(address).map { specials[Int($0)] }
    if let special, special.isForbidden { return .denied(rule(.forbidden(special))) }
    let wish = operatorTrie.longestMatch(address).map { operatorRules[Int($0)] }
    if let wish, case .operatorDenies = wish { return .denied(rule(wish)) }
    let isOwn = isOwn(address)
    if isOwn, port.map(relayPorts.contains) ?? true { return .allowed(rule(.ownRelay)) }
    if let wish { return .allowed(rule(wish)) }
    if isOwn { return .denied(rule(.ownHost)) }
    if let special { return .denied(rule(.special(special))) }
    return .allowed(rule(.unlisted))
  }

  private func isListener(_ address: IPAddress, _ port: UInt16) -> Bool {
    for listener in listeners where listener.port == port && listener.address == address {
      return true
    }
    return false
  }

  private func isOwn(_ address: IPAddress) -> Bool {
    for relay in relays where relay.local == address || relay.external == address { return true }
    return false
  }

  private static func trie(of prefixes: [IPPrefix]) -> PrefixTrie {
    var trie = PrefixTrie()
    for (place, prefix) in prefixes.enumerated() { trie.insert(UInt32(place), for: prefix) }
    return trie
  }

  /// The other addresses listeners can be reached at: all of ours for a wildcard, and what a NAT
  /// makes of them.
  private static func otherNames(
    of listeners: [Endpoint], by relays: [RelayAddress]
  ) -> [Endpoint] {
    listeners.flatMap { listener in
      relays.filter { relay in
        relay.local == listener.address || listener.address == .anyV6
          || listener.address == .anyV4 && relay.local.family == .v4
      }.flatMap { relay in
        [relay.local, relay.shown].map { Endpoint(address: $0, port: listener.port) }
      }
    }
  }
}
