import Reactor
import SansIO
import Signal
import SignaldCrypto
import StunTurn

/// Opens what one loop listens on.
struct ServiceDoors: Sendable {
  private let turn: [Endpoint]
  let configuration: Service.Configuration
  private let hasRooms: Bool
  /// The endpoint that could not be listened on, once there is one.
  let culprit = Promise<Endpoint>()

  /// Describes the doors of a loop: TURN on all of them, rooms on one.
  init(turn: [Endpoint], configuration: Service.Configuration, hasRooms: Bool) {
    self.turn = turn
    self.configuration = configuration
    self.hasRooms =
      hasRooms && !(configuration.http.isEmpty && configuration.https.isEmpty)
  }

  /// Opens them, tells the relay where its own listeners are, and opens the rooms behind them.
  func open(on reactor: inout Reactor<Node>) throws(SystemError) -> Service.Listening {
    var listening = Service.Listening()
    // A listener on all addresses and one on a single address can only share a port.
    let sharesPort = configuration.loops > 1 || configuration.natDiscovery != nil
    var doors: [NATDiscovery.Door] = []
    func openUDP(_ endpoint: Endpoint) throws(SystemError) -> Endpoint {
      let (socket, bound) = try reactor.listen(
        udp: endpoint, owner: Node.relayOwner, sharesPort: sharesPort)
      doors.append(NATDiscovery.Door(socket, bound))
      return bound
    }
    listening.turn = try listen(turn, openUDP)
    let discovery = configuration.natDiscovery?.endpoints ?? []
    listening.natDiscovery = try listen(
      discovery.filter { place in !doors.contains { $0.endpoint == place } }, openUDP)
    if hasRooms {
      listening.http = try listen(configuration.http) { (endpoint) throws(SystemError) in
        try reactor.listen(tcp: endpoint, owner: Node.roomsOwner).1
      }
      listening.https = try listen(configuration.https) { (endpoint) throws(SystemError) in
        try reactor.listen(
          tcp: endpoint, owner: Node.roomsOwner, secure: configuration.certificate
        ).1
      }
    }
    let own = try listening.ownEndpoints()
    let rooms = hasRooms ? roomsConfiguration(listening) : nil
    reactor.withMachine { node in
      node.relay.setListeners(own)
      let places = discovery.compactMap { place in doors.first { $0.endpoint == place } }
      if places.count == 4 { node.relay.setDiscovery(NATDiscovery(places)) }
      if let rooms { node.rooms = SignalServer(rooms, entropy: Entropy.system()) }
    }
    return listening
  }

  private func listen(
    _ endpoints: [Endpoint], _ open: (Endpoint) throws(SystemError) -> Endpoint
  ) throws(SystemError) -> [Endpoint] {
    var actual: [Endpoint] = []
    for endpoint in endpoints {
      do throws(SystemError) {
        actual.append(try open(endpoint))
      } catch {
        culprit.keep(endpoint)
        throw error
      }
    }
    return actual
  }

  /// The rooms offer the relay at the port it got.
  private func roomsConfiguration(
    _ listening: Service.Listening
  ) -> SignalServer.Configuration {
    var rooms = configuration.rooms
    let port = listening.turn.first?.port
    if port == nil { rooms.relay = nil }
    rooms.relay?.stunPort = port
    rooms.relay?.udpPort = port
    rooms.relay?.tcpPort = nil
    rooms.relay?.tlsPort = nil
    return rooms
  }
}

extension Service.Listening {
  /// The endpoints a peer could reach these listeners by: a wildcard is every address of the host.
  fileprivate func ownEndpoints() throws(SystemError) -> [Endpoint] {
    var endpoints: [Endpoint] = []
    for listener in turn + natDiscovery + http + https {
      guard listener.address.isUnspecified else {
        endpoints.append(listener)
        continue
      }
      for entry in try Interfaces.addresses()
      where entry.address.family == listener.address.family {
        endpoints.append(Endpoint(address: entry.address, port: listener.port))
      }
    }
    return endpoints
  }
}
