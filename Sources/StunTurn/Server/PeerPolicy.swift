public import SansIO

/// Decides which peers data may be relayed to and from (RFC 8656 sections 9.1, 21.1.7 and 21.4).
///
/// Rules are asked in the order of `PeerRule.Basis`. Of the operator's blocks, those of the user
/// among them, the longest counts; of equal ones the user's, and of these a denial. A peer is
/// allowed only if every address its packets may end up at is: who allows an IPv6 block has not
/// allowed the private IPv4 addresses held in it.
public struct PeerPolicy: Sendable {
  private let listeners: [Endpoint]
  private let relays: [RelayAddress]
  private let relayPorts: ClosedRange<UInt16>
  private let translates: Bool
  private let hostTrie: PrefixTrie
  private let blocks: PeerBlocks
  private let groups: [String: PeerGroup]
  private let groupBlocks: [PeerBlocks]
  private let specials = SpecialPrefixes.all
  private let specialTrie = PrefixTrie(of: SpecialPrefixes.all.map(\.prefix))

  /// Makes a policy from the operator's blocks and what belongs to this server itself; users are
  /// named as quotas are counted (`Admission.quotaUser`).
  public init(
    _ lists: PeerLists, users: [String: PeerLists] = [:], own: OwnPlaces, relays: [RelayAddress],
    relayPorts: ClosedRange<UInt16>
  ) {
    precondition(users.count <= PeerGroup.limit)
    listeners = own.listeners + PeerPolicy.translated(own.listeners, by: relays)
    self.relays = relays
    self.relayPorts = relayPorts
    translates = relays.contains { $0.external != nil }
    let hosts = own.addresses + relays.flatMap { [$0.local, $0.shown] }
    hostTrie = PrefixTrie(of: hosts.compactMap(IPPrefix.init(only:)))
    blocks = PeerBlocks(lists)
    var groups: [String: PeerGroup] = [:]
    var groupBlocks: [PeerBlocks] = []
    for (user, lists) in users {
      groups[user] = PeerGroup(place: UInt16(groupBlocks.count))
      groupBlocks.append(PeerBlocks(lists))
    }
    self.groups = groups
    self.groupBlocks = groupBlocks
  }

  /// Makes a policy without rules for users.
  public init(
    allow: [IPPrefix], deny: [IPPrefix], ownListeners: [Endpoint], relays: [RelayAddress],
    relayPorts: ClosedRange<UInt16>
  ) {
    self.init(
      PeerLists(allow: allow, deny: deny), own: OwnPlaces(listeners: ownListeners), relays: relays,
      relayPorts: relayPorts)
  }

  /// By whose rules a user's peers are judged. Good for this policy only.
  public func group(of user: String) -> PeerGroup { groups[user] ?? .everyone }

  /// Judges a peer. Allocates nothing: it is asked about Send indications too.
  public func verdict(on peer: Endpoint, for group: PeerGroup = .everyone) -> PeerVerdict {
    verdict(on: peer.address, port: peer.port, group)
  }

  /// Judges a peer for a permission, which is for all ports (RFC 8656 section 9): denied if no port
  /// could be allowed. What is then sent to a port still needs the other verdict.
  public func verdict(
    onAnyPortOf address: IPAddress, for group: PeerGroup = .everyone
  ) -> PeerVerdict {
    verdict(on: address, port: nil, group)
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

  private func verdict(
    on address: IPAddress, port: UInt16?, _ group: PeerGroup
  ) -> PeerVerdict {
    let verdict = judge(address, port: port, group)
    guard verdict.isAllowed, address.family == .v6 else { return verdict }
    for form in CanonicalForms(of: address).dropFirst() {
      let other = judge(form, port: port, group)
      if !other.isAllowed { return other }
    }
    return verdict
  }

  /// Asks the rules about one address, whatever else it holds.
  private func judge(_ address: IPAddress, port: UInt16?, _ group: PeerGroup) -> PeerVerdict {
    func rule(_ basis: PeerRule.Basis) -> PeerRule { PeerRule(basis: basis, address: address) }
    let isHost = hostTrie.longestMatch(address) != nil
    if let port {
      if isListener(address, port, isHost: isHost) { return .denied(rule(.ownListener)) }
      if port == 0 { return .denied(rule(.portZero)) }
    }
    let special = specialTrie.longestMatch(address).map { specials[Int($0)] }
    if let special, special.isForbidden { return .denied(rule(.forbidden(special))) }
    let wish = wish(about: address, group)
    if let wish, !wish.allows { return .denied(rule(wish.basis)) }
    if isRelay(address), port.map(relayPorts.contains) ?? true { return .allowed(rule(.ownRelay)) }
    if let wish { return .allowed(rule(wish.basis)) }
    if isHost { return .denied(rule(.ownHost)) }
    if let special { return .denied(rule(.special(special))) }
    return .allowed(rule(.unlisted))
  }

  /// What the operator wants of an address.
  private func wish(
    about address: IPAddress, _ group: PeerGroup
  ) -> (basis: PeerRule.Basis, allows: Bool)? {
    let general = blocks.decision(on: address)
    if group != .everyone, let own = groupBlocks[Int(group.place)].decision(on: address),
      own.prefix.length >= general?.prefix.length ?? 0
    {
      return (own.allows ? .userAllows(own.prefix) : .userDenies(own.prefix), own.allows)
    }
    guard let general else { return nil }
    let prefix = general.prefix
    return (general.allows ? .operatorAllows(prefix) : .operatorDenies(prefix), general.allows)
  }

  private func isListener(_ address: IPAddress, _ port: UInt16, isHost: Bool) -> Bool {
    for listener in listeners where listener.port == port {
      if listener.address == address { return true }
      // A wildcard of IPv6 may take IPv4 as well; one of IPv4 never takes IPv6.
      guard isHost || address.isLoopback else { continue }
      if listener.address == .anyV6 { return true }
      if listener.address == .anyV4, address.family == .v4 { return true }
    }
    return false
  }

  private func isRelay(_ address: IPAddress) -> Bool {
    for relay in relays where relay.local == address || relay.external == address { return true }
    return false
  }

  /// What a NAT in front of us calls listeners on a relay address.
  private static func translated(
    _ listeners: [Endpoint], by relays: [RelayAddress]
  ) -> [Endpoint] {
    listeners.flatMap { listener in
      relays.filter { $0.local == listener.address && $0.external != nil }.map {
        Endpoint(address: $0.shown, port: listener.port)
      }
    }
  }
}

extension IPPrefix {
  /// The block of one address alone.
  fileprivate init?(only address: IPAddress) {
    self.init(address, length: address.family == .v4 ? 32 : 128)
  }
}
