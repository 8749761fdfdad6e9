import SansIO

/// The relayed addresses of a server, one of each family at most.
struct RelayMap: Sendable {
  private let v4: RelayAddress?
  private let v6: RelayAddress?

  /// Takes the first address of each family.
  init(_ relays: [RelayAddress]) {
    v4 = relays.first { $0.local.family == .v4 }
    v6 = relays.first { $0.local.family == .v6 }
  }

  /// The relay address of a family, if it is served.
  func relay(_ family: IPAddress.Family) -> RelayAddress? { family == .v4 ? v4 : v6 }

  /// The form in which peers know a bound relay socket.
  func relayed(_ local: Endpoint) -> Endpoint {
    let relay = relay(local.address.family)
    return Endpoint(address: relay?.shown ?? local.address, port: local.port)
  }
}
