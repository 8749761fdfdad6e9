public import SansIO

/// A simulated computer with addresses and ports. `World.host` makes one.
public final class Host {
  /// How tests call it.
  public let name: String
  /// Its addresses, as it knows them itself; the first of a family is the default source.
  public let addresses: [IPAddress]
  /// The address the world sees, of a host behind a 1:1 NAT.
  public let external: IPAddress?
  /// How its NAT behaves; `nil` is 1:1: every port is mapped to itself, and everyone may send.
  public var nat: NAT?
  /// Whether its NAT sends back what it sends to its own external address.
  public var hairpins = false
  /// Whether it is cut off from all others: datagrams are lost, streams wait.
  public var isCut = false
  /// Its loops, in the order of their `LoopID`.
  public internal(set) var nodes: [AnyNode] = []
  /// Ports that are chosen when any will do.
  public var ephemeralPorts: ClosedRange<UInt16> = 49_152...65_535

  /// Bound datagram sockets by their place; more than one only if shared.
  var bindings: [Endpoint: [Binding]] = [:]
  /// Listeners by their place; more than one only if shared.
  var listeners: [Endpoint: [StreamListener]] = [:]
  /// Both ends of all streams, so that none comes twice.
  var connections: Set<Connection> = []
  private var lastArrivals: [ObjectIdentifier: UInt64] = [:]

  /// Both ends of a stream.
  struct Connection: Hashable {
    var local: Endpoint
    var remote: Endpoint
  }

  /// Describes a host; the world makes its addresses known.
  init(name: String, addresses: [IPAddress], external: IPAddress?) {
    self.name = name
    self.addresses = addresses
    self.external = external
  }

  /// The endpoints its datagram sockets are bound to, sorted by their text.
  public var boundEndpoints: [Endpoint] { bindings.keys.sorted { "\($0)" < "\($1)" } }

  /// Whether the host itself calls this address its own.
  public func owns(_ address: IPAddress) -> Bool {
    address.isLoopback || addresses.contains(address)
  }

  /// The address it sends from to this one.
  func source(for destination: IPAddress) -> IPAddress? {
    if destination.isLoopback { return destination }
    return addresses.first { $0.family == destination.family }
  }

  /// What the world calls an address of this host.
  func outside(_ address: IPAddress) -> IPAddress {
    guard let external, external.family == address.family else { return address }
    return external
  }

  /// What the host calls an address the world reached it by.
  func inside(_ address: IPAddress) -> IPAddress {
    guard address == external else { return address }
    return addresses.first { $0.family == address.family } ?? address
  }

  /// What the world calls a datagram socket of this host that sends there.
  func outside(_ socket: Endpoint, to destination: Endpoint) -> Endpoint {
    let address = outside(socket.address)
    guard address != socket.address, nat != nil else {
      return Endpoint(address: address, port: socket.port)
    }
    let port = nat?.port(for: socket, to: destination) ?? socket.port
    return Endpoint(address: address, port: port)
  }

  /// Which datagram socket of this host the world reaches there; `nil` if the NAT does not let it.
  func inside(_ place: Endpoint, from source: Endpoint) -> Endpoint? {
    let address = inside(place.address)
    guard address != place.address, let nat else {
      return Endpoint(address: address, port: place.port)
    }
    return nat.socket(at: place.port, for: source)
  }

  // MARK: Datagram sockets

  /// The socket for what arrives from `source` at `destination`; sharers are chosen by both.
  func binding(for destination: Endpoint, from source: Endpoint) -> Binding? {
    let any: IPAddress = destination.address.family == .v4 ? .anyV4 : .anyV6
    let wildcard = Endpoint(address: any, port: destination.port)
    guard let found = bindings[destination] ?? bindings[wildcard] else { return nil }
    return found[Self.spread(destination, source, over: found.count)]
  }

  /// Binds a socket, or says why not.
  func bind(_ endpoint: Endpoint, isShared: Bool) -> Result<Binding, Refused> {
    guard endpoint.address.isUnspecified || owns(endpoint.address) else {
      return .failure(Refused(ending: .system(99)))
    }
    let conflicts = self.conflicts(with: endpoint)
    guard conflicts.isEmpty || isShared && conflicts.allSatisfy(\.isShared) else {
      return .failure(Refused(ending: .addressInUse))
    }
    let binding = Binding(host: self, endpoint: endpoint, isShared: isShared)
    bindings[endpoint, default: []].append(binding)
    return .success(binding)
  }

  /// Why something could not be opened.
  struct Refused: Error { let ending: Ending }

  /// Whether a socket can be bound there.
  func isFree(_ endpoint: Endpoint) -> Bool { conflicts(with: endpoint).isEmpty }

  private func conflicts(with endpoint: Endpoint) -> [Binding] {
    var found: [Binding] = []
    var places = addresses + [.loopbackV4, .loopbackV6]
    if !endpoint.address.isUnspecified { places = [endpoint.address] }
    let any: IPAddress = endpoint.address.family == .v4 ? .anyV4 : .anyV6
    for place in places + [any] where place.family == any.family {
      found += bindings[Endpoint(address: place, port: endpoint.port)] ?? []
    }
    return found
  }

  /// Frees the port of a socket.
  func unbind(_ binding: Binding) {
    bindings[binding.endpoint]?.removeAll { $0 === binding }
    if bindings[binding.endpoint]?.isEmpty == true { bindings[binding.endpoint] = nil }
  }

  // MARK: Streams

  /// The listener for a connection from `source` to `destination`.
  func listener(for destination: Endpoint, from source: Endpoint) -> StreamListener? {
    let any: IPAddress = destination.address.family == .v4 ? .anyV4 : .anyV6
    let wildcard = Endpoint(address: any, port: destination.port)
    guard let found = listeners[destination] ?? listeners[wildcard] else { return nil }
    return found[Self.spread(destination, source, over: found.count)]
  }

  // MARK: Inside

  /// A time of arrival not before that of the last packet on the same route.
  func inOrder(_ arrival: UInt64, from other: Host) -> UInt64 {
    let later = max(arrival, lastArrivals[ObjectIdentifier(other)] ?? 0)
    lastArrivals[ObjectIdentifier(other)] = later
    return later
  }

  private static func spread(_ local: Endpoint, _ remote: Endpoint, over count: Int) -> Int {
    if count <= 1 { return 0 }
    let mixer = Mixer(seed: 0x5EED)
    return Int(mixer.mix(mixer.mix(local, 1), mixer.mix(remote, 2)) >> 32) % count
  }
}
