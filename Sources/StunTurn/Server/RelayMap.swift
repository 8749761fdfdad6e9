import SansIO

/// The relayed addresses of a server, one of each family at most.
struct RelayMap: Sendable {
  private let v4: RelayAddress?
  private let v6: RelayAddress?
  private let localV4: IPAddress
  private let localV6: IPAddress

  /// Takes the first address of each family.
  init(_ relays: [RelayAddress]) {
    v4 = relays.first { $0.local.family == .v4 }
    v6 = relays.first { $0.local.family == .v6 }
    localV4 = v4?.local ?? .anyV4
    localV6 = v6?.local ?? .anyV6
  }

  /// The relay address of a family, if it is served.
  func relay(_ family: IPAddress.Family) -> RelayAddress? { family == .v4 ? v4 : v6 }

  /// How many families are served.
  var count: Int { (v4 == nil ? 0 : 1) + (v6 == nil ? 0 : 1) }

  /// What relay sockets of a family are bound to.
  @inline(__always)
  func local(_ family: IPAddress.Family) -> IPAddress { family == .v4 ? localV4 : localV6 }

  /// The form in which peers know a bound relay socket.
  func relayed(_ local: Endpoint) -> Endpoint {
    let relay = relay(local.address.family)
    return Endpoint(address: relay?.shown ?? local.address, port: local.port)
  }
}
